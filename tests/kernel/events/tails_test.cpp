#include "kernel/events/tails.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <future>
#include <iostream>
#include <mutex>
#include <thread>

#include "kernel/events/event_house.hpp"
#include "kernel/json/json.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using namespace kontor::test;
using namespace std::chrono_literals;

namespace {

// Remembers what it hears: numbers of notes, and -1 for a gap.
class Ear {
 public:
  events::Tails::Listener listener() {
    return {[this](const events::Event& event) { add(json::read<NoteWritten>(event.payload)->number); },
            [this] { add(-1); }};
  }
  void add(std::int64_t number) {
    const std::lock_guard lock(mutex_);
    heard_.push_back(number);
  }
  std::vector<std::int64_t> heard() const {
    const std::lock_guard lock(mutex_);
    return heard_;
  }
  bool has(std::int64_t number) const { return std::ranges::count(heard(), number) > 0; }

 private:
  mutable std::mutex mutex_;
  std::vector<std::int64_t> heard_;
};

using Numbers = std::vector<std::int64_t>;

// Nobody is saved by looking: what is heard was announced.
constexpr events::EventSettings kNoPoll{.poll_ms = 60000};

struct TailHouse : EventHouse {
  explicit TailHouse(events::EventSettings events = kNoPoll)
      : EventHouse({.events = events}), tails(log, settings, event_settings, logger, metrics) {
    tails.start();
  }
  ~TailHouse() { tails.stop(); }

  void write_all(std::string_view key, std::int64_t first, std::int64_t count) {
    for (auto number = first; number < first + count; ++number) REQUIRE(write(key, number));
  }
  std::uint64_t counted(std::string_view name, std::string_view help) { return metrics.counter(name, help).value(); }

  events::Tails tails;
};

std::chrono::microseconds percentile(std::vector<std::chrono::microseconds> times, double share) {
  std::ranges::sort(times);
  return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
}

}  // namespace

TEST_CASE("a listener begins with a gap and then hears, in order, all that is committed after it began") {
  TailHouse house;
  house.write_all("a", 0, 3);
  Ear ear;
  const auto listening = house.tails.listen({kNotes}, ear.listener());
  house.write_all("a", 3, 50);
  Numbers expected{-1};
  for (int i = 3; i < 53; ++i) expected.push_back(i);
  CHECK(eventually([&] { return ear.has(52); }));
  CHECK(ear.heard() == expected);
}

TEST_CASE("who joins later hears what is committed from then on, at once") {
  TailHouse house;
  Ear first;
  const auto one = house.tails.listen({kNotes}, first.listener());
  for (int round = 0; round < 50; ++round) {
    house.write_all("a", round * 10, 1);
    Ear ear;
    const auto listening = house.tails.listen({kNotes}, ear.listener());
    house.write_all("a", round * 10 + 1, 1);
    REQUIRE(eventually([&] { return ear.has(round * 10 + 1); }));
    CHECK(ear.heard().front() == -1);
  }
}

TEST_CASE("a listener hears its topics only") {
  TailHouse house;
  Ear notes;
  std::atomic<int> errands{0};
  const auto one = house.tails.listen({kNotes}, notes.listener());
  const auto two = house.tails.listen({kErrands}, {[&](const events::Event& event) {
                                                     if (event.topic == "errand-commands") ++errands;
                                                   },
                                                   {}});
  REQUIRE(house.shelf.transact([&](db::Tx& tx) -> Result<void> {
    house.log.publish(tx, "a", NoteWritten{1, ""});
    house.log.publish(tx, "a", TidyUp{"a"});
    return {};
  }));
  CHECK(eventually([&] { return notes.has(1) && errands == 1; }));
}

TEST_CASE("more than a batch arrives whole") {
  TailHouse house({.batch_events = 1, .poll_ms = 60000});
  Ear ear;
  const auto listening = house.tails.listen({kNotes}, ear.listener());
  REQUIRE(house.shelf.transact([&](db::Tx& tx) -> Result<void> {
    for (int i = 0; i < 1000; ++i) house.log.publish(tx, std::to_string(i % 7), NoteWritten{i, ""});
    return {};
  }));
  CHECK(eventually([&] { return ear.heard().size() == 1001; }));
}

TEST_CASE("an append that nobody announced is found by looking") {
  TailHouse house({.poll_ms = 50});
  telemetry::Metrics metrics;
  events::Log elsewhere(house.bus, {kNotes}, {}, house.clock, metrics);
  Ear ear;
  const auto listening = house.tails.listen({kNotes}, ear.listener());
  REQUIRE(house.shelf.transact([&](db::Tx& tx) -> Result<void> {
    elsewhere.publish(tx, "a", NoteWritten{7, ""});
    return {};
  }));
  CHECK(eventually([&] { return ear.has(7); }));
}

TEST_CASE("a lost session is a gap, and what is committed after it is heard") {
  TailHouse house({.poll_ms = 50});
  Ear ear;
  const auto listening = house.tails.listen({kNotes}, ear.listener());
  house.write_all("a", 1, 1);
  REQUIRE(eventually([&] { return ear.has(1); }));
  house.terminate_sessions();
  // One when the place is lost and one when there is a new one.
  REQUIRE(eventually([&] { return std::ranges::count(ear.heard(), -1) == 3; }));
  house.write_all("a", 2, 1);
  CHECK(eventually([&] { return ear.has(2); }));
  CHECK(ear.heard() == Numbers{-1, 1, -1, -1, 2});
}

TEST_CASE("without a database a listener starts when there is one, with a gap") {
  EventHouse house;
  const auto name = house.run_sql("select current_database()");
  house.run_sql("alter database " + name + " connection limit 0");
  events::Tails tails(house.log, house.settings, kNoPoll, house.logger, house.metrics);
  tails.start();
  Ear ear;
  const auto listening = tails.listen({kNotes}, ear.listener());
  CHECK(ear.heard().empty());
  house.run_sql("alter database " + name + " connection limit -1");
  CHECK(eventually([&] { return ear.has(-1); }));
  REQUIRE(eventually([&] { return house.write("a", 1).ok(); }));
  CHECK(eventually([&] { return ear.has(1); }));
}

TEST_CASE("the end of a subscription waits for the call that is under way, and none follows") {
  TailHouse house;
  std::promise<void> entered;
  std::promise<void> leave;
  std::atomic<bool> left{false};
  auto listening =
      std::make_unique<events::Tails::Subscription>(house.tails.listen({kNotes}, {[&](const events::Event&) {
                                                                                    entered.set_value();
                                                                                    leave.get_future().wait();
                                                                                    left = true;
                                                                                  },
                                                                                  {}}));
  house.write_all("a", 1, 1);
  entered.get_future().wait();
  house.write_all("a", 2, 1);  // would call again, and break the promise
  std::thread ending([&] {
    listening.reset();
    CHECK(left);
  });
  leave.set_value();
  ending.join();
  Ear ear;
  const auto other = house.tails.listen({kNotes}, ear.listener());
  house.write_all("a", 3, 1);
  CHECK(eventually([&] { return ear.has(3); }));
}

TEST_CASE("a listener may end itself, and may begin others") {
  TailHouse house;
  Ear ear;
  std::vector<events::Tails::Subscription> kept(2);
  kept[0] = house.tails.listen({kNotes}, {[&](const events::Event&) {
                                            kept[1] = house.tails.listen({kNotes}, ear.listener());
                                            kept[0] = {};
                                          },
                                          {}});
  house.write_all("a", 1, 1);
  REQUIRE(eventually([&] { return ear.has(-1); }));
  house.write_all("a", 2, 1);
  CHECK(eventually([&] { return ear.has(2); }));
}

TEST_CASE("what one listener throws does not keep the others from hearing") {
  TailHouse house;
  Ear ear;
  const auto bad = house.tails.listen(
      {kNotes}, {[](const events::Event&) { throw std::runtime_error("no"); }, [] { throw std::runtime_error("no"); }});
  const auto good = house.tails.listen({kNotes}, ear.listener());
  house.write_all("a", 1, 2);
  CHECK(eventually([&] { return ear.has(1) && ear.has(2); }));
}

TEST_CASE("what was committed without a flush is flushed before it is delivered") {
  TailHouse house;
  Ear ear;
  const auto listening = house.tails.listen({kNotes}, ear.listener());
  constexpr std::string_view kHelp = "Flushes that the tails asked for, because a crash could have taken events back.";
  const auto before = house.counted("kontor_events_tail_flushes_total", kHelp);
  for (int i = 0; i < 20; ++i) {
    REQUIRE(house.shelf.transact([&](db::Tx& tx) -> Result<void> {
      tx.relax_durability();
      house.log.publish(tx, "a", NoteWritten{i, ""});
      return {};
    }));
  }
  CHECK(eventually([&] { return ear.has(19); }));
  CHECK(house.counted("kontor_events_tail_flushes_total", kHelp) > before);
}

TEST_CASE("from commit to listener it is milliseconds") {
  TailHouse house;
  std::promise<void>* heard = nullptr;
  std::mutex mutex;
  const auto listening = house.tails.listen({kNotes}, {[&](const events::Event&) {
                                                         const std::lock_guard lock(mutex);
                                                         heard->set_value();
                                                       },
                                                       {}});
  std::vector<std::chrono::microseconds> times;
  for (int i = 0; i < 200; ++i) {
    std::promise<void> now;
    {
      const std::lock_guard lock(mutex);
      heard = &now;
    }
    REQUIRE(house.write(std::to_string(i), i));
    const auto committed = std::chrono::steady_clock::now();
    REQUIRE(now.get_future().wait_for(10s) == std::future_status::ready);
    times.push_back(
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - committed));
    const std::lock_guard lock(mutex);  // its setting has ended
  }
  INFO("p50 " << percentile(times, 0.5).count() << " us, p99 " << percentile(times, 0.99).count() << " us");
  CHECK(percentile(times, 0.5) < 20ms);
}
