#include "kernel/resilience/guard.hpp"

#include <catch2/catch.hpp>
#include <deque>
#include <limits>
#include <stdexcept>
#include <thread>
#include <vector>

namespace kontor::resilience {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

Error down() {
  return {ErrorKind::unavailable, "connect_failed", "no route"};
}

Error declined() {
  return {ErrorKind::rejected, "payment_declined", "no money"};
}

// A bank on a virtual clock: its answers are prepared, the last one stays; each takes so long.
struct Bank {
  ManualClock clock{Timestamp{}};
  telemetry::Metrics metrics;
  CallPolicy policy;
  std::optional<Guard> guard;
  std::deque<Result<int>> answers;
  milliseconds each{0};
  std::vector<milliseconds> tries;  // when they were made
  std::vector<nanoseconds> time;    // what each was given
  std::vector<nanoseconds> pauses;
  std::uint64_t random = std::numeric_limits<std::uint64_t>::max() / 2 + 1;  // half of the ceiling

  nanoseconds since_start() const { return clock.monotonic().time_since_epoch(); }
  Deadline in(milliseconds time_left) const { return Deadline::at(clock.monotonic() + time_left); }

  Guard& guarded() {
    if (!guard) {
      guard.emplace("the bank", policy, clock, metrics,
                    Surroundings{[this](nanoseconds pause) {
                                   pauses.push_back(pause);
                                   clock.advance(std::chrono::ceil<std::chrono::microseconds>(pause));
                                 },
                                 [this] { return random; }});
    }
    return *guard;
  }

  Result<int> pay(Repeatable repeatable = Repeatable::yes, milliseconds time_left = seconds(60)) {
    return guarded().run(in(time_left), repeatable, [this](Deadline until) -> Result<int> {
      tries.push_back(std::chrono::duration_cast<milliseconds>(since_start()));
      time.push_back(until.moment() - clock.monotonic());
      clock.advance(each);
      auto answer = answers.front();
      if (answers.size() > 1) answers.pop_front();
      return answer;
    });
  }

  std::uint64_t calls(const std::string& outcome) {
    return metrics
        .counter("kontor_calls_total", "Calls of dependencies, by their end.",
                 {{"name", "the bank"}, {"outcome", outcome}})
        .value();
  }

  std::int64_t breaker() {
    return metrics.gauge("kontor_breaker_state", "0: closed, 1: half-open, 2: open.", {{"name", "the bank"}}).value();
  }
};

TEST_CASE_METHOD(Bank, "what is tried again, and how often") {
  struct Row {
    std::vector<Result<int>> answers;
    Repeatable repeatable;
    std::size_t tries;
    std::string outcome;
  };
  const Error broken{ErrorKind::internal, "internal", "bug"};
  const auto row = GENERATE_COPY(values<Row>({
      {{7}, Repeatable::yes, 1, "answered"},
      {{down(), 7}, Repeatable::yes, 2, "answered"},
      {{down(), down(), down(), 7}, Repeatable::yes, 4, "answered"},
      {{down()}, Repeatable::yes, 4, "failed"},
      {{down(), 7}, Repeatable::no, 1, "failed"},
      {{declined(), 7}, Repeatable::yes, 1, "answered"},
      {{down(), declined()}, Repeatable::yes, 2, "answered"},
      {{broken, 7}, Repeatable::yes, 1, "failed"},
  }));
  answers.assign(row.answers.begin(), row.answers.end());
  const auto paid = pay(row.repeatable);
  CHECK(tries.size() == row.tries);
  CHECK(calls(row.outcome) == 1);
  const auto& last = row.answers[std::min(row.tries, row.answers.size()) - 1];
  CHECK(paid.ok() == last.ok());
  if (!last) CHECK(paid.error() == last.error());
}

TEST_CASE_METHOD(Bank, "pauses grow, with full jitter") {
  answers = {down()};
  (void)pay();
  REQUIRE(pauses.size() == 3);
  CHECK(pauses[0] == milliseconds(50));
  CHECK(pauses[1] == milliseconds(100));
  CHECK(pauses[2] == milliseconds(200));
}

TEST_CASE_METHOD(Bank, "a call with all its tries takes no longer than its timeout, or the caller's deadline") {
  each = milliseconds(10000);
  answers = {down()};
  SECTION("the timeout") {
    (void)pay();
    CHECK(tries == std::vector<milliseconds>{milliseconds(0), milliseconds(10050), milliseconds(20150)});
    CHECK(time[0] == seconds(10));
    CHECK(time[2] == milliseconds(9850));
  }
  SECTION("the deadline") {
    (void)pay(Repeatable::yes, milliseconds(10040));
    CHECK(tries.size() == 1);
    CHECK(pauses.empty());
  }
  SECTION("a call that is made once has all the time") {
    (void)pay(Repeatable::no);
    CHECK(time[0] == seconds(30));
  }
}

TEST_CASE_METHOD(Bank, "a caller without time does not reach the bank, which is not to blame") {
  policy.breaker_failures = 1;
  answers = {7};
  const auto late = pay(Repeatable::yes, milliseconds(0));
  REQUIRE_FALSE(late);
  CHECK(late.error().code == "unavailable");
  CHECK(tries.empty());
  CHECK(calls("too_late") == 1);
  CHECK(pay());
}

TEST_CASE_METHOD(Bank, "after five failed calls in a row none is made for thirty seconds, then one") {
  answers = {down()};
  for (int i = 0; i < 5; ++i) (void)pay(Repeatable::no);
  CHECK(breaker() == 2);
  const auto refused = pay();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "unavailable");
  CHECK_THAT(refused.error().detail, Catch::StartsWith("the bank"));
  CHECK(calls("breaker_open") == 1);
  CHECK(tries.size() == 5);

  clock.advance(seconds(30));
  CHECK_FALSE(pay());
  CHECK(tries.size() == 6);
  CHECK(breaker() == 2);

  clock.advance(seconds(30));
  answers = {7};
  CHECK(pay());
  CHECK(breaker() == 0);
}

TEST_CASE_METHOD(Bank, "an answer that the caller must act on is no failure of the bank") {
  answers = {declined()};
  for (int i = 0; i < 20; ++i) (void)pay();
  CHECK(breaker() == 0);
  CHECK(tries.size() == 20);
}

TEST_CASE_METHOD(Bank, "a breaker that opened meanwhile ends the retries") {
  policy.breaker_failures = 1;
  answers = {down()};
  int tried = 0;
  (void)guarded().run(in(seconds(60)), Repeatable::yes, [&](Deadline) -> Result<int> {
    if (++tried == 1) (void)pay(Repeatable::no);
    return down();
  });
  CHECK(tried == 1);
}

TEST_CASE_METHOD(Bank, "an outage does not multiply the calls") {
  policy.breaker_failures = 1000000;
  policy.retries_per_second = 0;
  answers = {down()};
  for (int i = 0; i < 1000; ++i) (void)pay();
  CHECK(tries.size() >= 1000 + 200);
  CHECK(tries.size() <= 1000 + 200 + 10);
}

TEST_CASE_METHOD(Bank, "a full bulkhead fails at once, is not retried, and is not the bank's fault") {
  policy.max_concurrent = 1;
  policy.breaker_failures = 1;
  answers = {7};
  const auto outer = guarded().run(in(seconds(60)), Repeatable::yes, [&](Deadline) -> Result<int> {
    const auto inner = pay();
    REQUIRE_FALSE(inner);
    CHECK(inner.error().code == "unavailable");
    CHECK(metrics.gauge("kontor_bulkhead_in_use", "Tries that are under way.", {{"name", "the bank"}}).value() == 1);
    return 8;
  });
  CHECK(outer.value() == 8);
  CHECK(calls("bulkhead_full") == 1);
  CHECK(pauses.empty());
  CHECK(breaker() == 0);
  CHECK(pay());
}

TEST_CASE_METHOD(Bank, "an exception goes through, counts as a failure and gives its place back") {
  policy.max_concurrent = 1;
  policy.breaker_failures = 2;
  answers = {7};
  const auto lose = [&] {
    return guarded().run(in(seconds(1)), Repeatable::yes,
                         [](Deadline) -> Result<int> { throw std::runtime_error("x"); });
  };
  CHECK_THROWS_AS(lose(), std::runtime_error);
  CHECK(pay());
  CHECK_THROWS_AS(lose(), std::runtime_error);
  CHECK_THROWS_AS(lose(), std::runtime_error);
  CHECK(breaker() == 2);
}

TEST_CASE_METHOD(Bank, "threads share a guard, and each call is counted once") {
  policy.max_concurrent = 2;
  policy.breaker_failures = 3;
  policy.breaker_open_ms = 1;
  const SystemClock real_clock;
  Guard shared("the bank", policy, real_clock, metrics, {[](nanoseconds) {}, [] { return std::uint64_t{0}; }});
  const auto customer = [&shared] {
    for (int i = 0; i < 2000; ++i) {
      (void)shared.run(Deadline::after(seconds(5)), Repeatable::yes,
                       [i](Deadline) -> Result<int> { return i % 3 == 0 ? Result<int>(i) : down(); });
    }
  };
  std::vector<std::thread> customers;
  for (int i = 0; i < 4; ++i) customers.emplace_back(customer);
  for (auto& one : customers) one.join();
  CHECK(calls("answered") + calls("failed") + calls("breaker_open") + calls("bulkhead_full") == 8000);
  CHECK(calls("answered") > 0);
  CHECK(metrics.gauge("kontor_bulkhead_in_use", "Tries that are under way.", {{"name", "the bank"}}).value() == 0);
}

TEST_CASE_METHOD(Bank, "calls without a value are guarded too") {
  const auto sent = guarded().run(in(seconds(1)), Repeatable::no, [](Deadline) -> Result<void> { return {}; });
  CHECK(sent);
}

}  // namespace
}  // namespace kontor::resilience
