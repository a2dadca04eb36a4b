#include <catch2/catch.hpp>
#include <limits>

#include "kernel/resilience/backoff.hpp"
#include "kernel/resilience/retry_budget.hpp"

namespace kontor::resilience {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();

TEST_CASE("a pause is anything between nothing and a ceiling that doubles up to the cap") {
  struct Row {
    int retry;
    std::uint64_t random;
    milliseconds pause;
  };
  const auto row = GENERATE(values<Row>({
      {0, 0, milliseconds(0)},
      {0, kMost / 2, milliseconds(50)},
      {0, kMost, milliseconds(100)},
      {1, kMost, milliseconds(200)},
      {2, kMost / 2, milliseconds(200)},
      {4, kMost, milliseconds(1500)},
      {2000, kMost, milliseconds(1500)},
      {2000, 0, milliseconds(0)},
  }));
  const Backoff backoff{milliseconds(100), milliseconds(1500)};
  const auto off = backoff.pause(row.retry, row.random) - row.pause;
  CHECK(off >= nanoseconds(-1000));
  CHECK(off <= nanoseconds(0));
}

int taken(RetryBudget& budget, RetryBudget::TimePoint now) {
  int count = 0;
  while (budget.take(now)) ++count;
  return count;
}

TEST_CASE("retries are a share of the calls, beyond what was saved up") {
  RetryBudget budget(0.2, 0, 10);
  const RetryBudget::TimePoint now{seconds(1)};
  CHECK(taken(budget, now) == 10);
  int retries = 0;
  for (int call = 0; call < 1000; ++call) {
    budget.called(now);
    retries += taken(budget, now);
  }
  CHECK(retries >= 199);
  CHECK(retries <= 200);
}

TEST_CASE("who calls seldom may still retry, and nobody saves without bound") {
  RetryBudget budget(0.2, 2, 10);
  RetryBudget::TimePoint now{seconds(1)};
  (void)taken(budget, now);
  CHECK(taken(budget, now += seconds(1)) == 2);
  CHECK(taken(budget, now += milliseconds(500)) == 1);
  CHECK(taken(budget, now += seconds(3600)) == 10);
  for (int call = 0; call < 1000; ++call) budget.called(now);
  CHECK(taken(budget, now) == 10);
}

}  // namespace
}  // namespace kontor::resilience
