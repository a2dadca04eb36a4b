#include "kernel/resilience/queue_time.hpp"

#include <catch2/catch.hpp>
#include <deque>
#include <map>

namespace kontor::resilience {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using TimePoint = QueueTimeShedder::TimePoint;

constexpr std::size_t kLow = 0;
constexpr std::size_t kMiddle = 1;
constexpr std::size_t kHigh = 2;  // never refused

struct Overload {
  QueueTimeShedder shedder{milliseconds(50), milliseconds(200), 2};
  TimePoint now{seconds(10)};

  bool admits(std::size_t work_class, int wait_ms, int after_ms = 0) {
    now += milliseconds(after_ms);
    return shedder.admits(work_class, milliseconds(wait_ms), now);
  }
};

TEST_CASE_METHOD(Overload, "a burst shorter than the interval refuses nobody") {
  for (int ms = 0; ms < 200; ms += 10) REQUIRE(admits(kMiddle, 500, 10));
  CHECK(shedder.level(now) == 0);
}

TEST_CASE_METHOD(Overload, "waits above the target for an interval are overload: who would wait longer is refused") {
  CHECK(admits(kMiddle, 51));
  CHECK_FALSE(admits(kMiddle, 51, 200));
  CHECK(shedder.level(now) == 2);
  CHECK(admits(kMiddle, 50, 10));
  CHECK_FALSE(admits(kMiddle, 51, 10));
}

TEST_CASE_METHOD(Overload, "one wait below the target shows that the queue moves on") {
  CHECK(admits(kMiddle, 60));
  CHECK(admits(kMiddle, 40, 150));
  CHECK(admits(kMiddle, 60, 150));
  CHECK(admits(kMiddle, 60, 199));
  CHECK_FALSE(admits(kMiddle, 60, 1));
}

TEST_CASE_METHOD(Overload, "a queue that was empty meanwhile was not above the target") {
  CHECK(admits(kMiddle, 60));
  shedder.drained();
  CHECK(admits(kMiddle, 60, 3000));
}

TEST_CASE_METHOD(Overload, "overload is over when waits stayed below the target for an interval") {
  CHECK(admits(kMiddle, 60));
  CHECK_FALSE(admits(kMiddle, 60, 200));
  CHECK(admits(kMiddle, 10, 100));
  CHECK_FALSE(admits(kMiddle, 60, 99));
  CHECK(admits(kMiddle, 10, 100));
  CHECK(admits(kMiddle, 60, 100));
  CHECK(shedder.level(now + milliseconds(200)) == 0);
}

TEST_CASE_METHOD(Overload, "the lowest class goes first, and alone while the next one does not wait") {
  CHECK(admits(kLow, 60));
  CHECK(admits(kMiddle, 40));
  CHECK_FALSE(admits(kLow, 60, 200));
  CHECK(shedder.level(now) == 1);
  CHECK(admits(kMiddle, 40));
  CHECK(admits(kMiddle, 60, 100));
}

TEST_CASE_METHOD(Overload, "whoever is refused, all below are, seen before or not") {
  CHECK(admits(kMiddle, 60));
  CHECK_FALSE(admits(kMiddle, 60, 200));
  CHECK_FALSE(admits(kLow, 60));
}

TEST_CASE_METHOD(Overload, "what may not be shed is never refused, but tells of the overload") {
  CHECK(admits(kHigh, 5000));
  CHECK(admits(kHigh, 5000, 1000));
  CHECK_FALSE(admits(kMiddle, 60));
}

TEST_CASE("a target of zero refuses nobody") {
  QueueTimeShedder shedder(nanoseconds(0), milliseconds(200), 2);
  for (int second = 0; second < 10; ++second) REQUIRE(shedder.admits(kLow, seconds(9), TimePoint(seconds(second))));
}

TEST_CASE("the pace of a queue is what its places cost lately, and never more than the time between two of them") {
  DrainPace pace;
  TimePoint now{seconds(1)};
  pace.took(now, true);
  CHECK(pace.wait_behind(100) == nanoseconds(0));
  for (int i = 0; i < 10; ++i) pace.took(now += milliseconds(5), true);
  CHECK(pace.wait_behind(20) == milliseconds(100));
  for (int i = 0; i < 200; ++i) pace.took(now += milliseconds(1), true);
  CHECK(pace.wait_behind(20) < milliseconds(21));
  pace.took(now += seconds(60), false);
  CHECK(pace.wait_behind(1) > seconds(3));
  pace.took(now += milliseconds(5), false);
  CHECK(pace.wait_behind(20) == milliseconds(100));
}

// One server that works on one piece for ten milliseconds, before it a queue by class; time is virtual. Of each class
// comes so much as is said, in pieces per second.
struct Simulation {
  static constexpr milliseconds kService{10};

  explicit Simulation(std::map<std::size_t, int> per_second) {
    for (const auto& [work_class, rate] : per_second) {
      every[work_class] = nanoseconds(seconds(1)) / rate;
      next[work_class] = now;
    }
  }

  std::size_t waiting_from(std::size_t work_class) const {
    std::size_t count = 0;
    for (std::size_t i = work_class; i <= kHigh; ++i) count += queues[i].size();
    return count;
  }

  nanoseconds wait_of(std::size_t work_class) const {
    nanoseconds oldest{0};
    for (std::size_t i = work_class; i <= kHigh; ++i) {
      if (!queues[i].empty()) oldest = std::max(oldest, now - queues[i].front());
    }
    return std::max(oldest / 2, pace.wait_behind(waiting_from(work_class)));
  }

  void arrive(std::size_t work_class) {
    if (shedder.admits(work_class, wait_of(work_class), now)) {
      queues[work_class].push_back(now);
    } else {
      ++refused[work_class];
    }
  }

  void serve() {
    for (std::size_t i = kHigh + 1; i-- > 0;) {
      if (queues[i].empty()) continue;
      longest[i] = std::max(longest[i], now - queues[i].front());
      queues[i].pop_front();
      ++served[i];
      busy_until = now + kService;
      break;
    }
    const bool more = waiting_from(kLow) > 0;
    pace.took(now, more);
    if (!more) shedder.drained();
  }

  void run(seconds duration) {
    for (const auto end = now + duration; now < end; now += milliseconds(1)) {
      for (auto& [work_class, at] : next) {
        for (; at <= now; at += every[work_class]) arrive(work_class);
      }
      if (now >= busy_until && waiting_from(kLow) > 0) serve();
    }
  }

  void forget() {
    served = {};
    refused = {};
    longest = {};
  }

  QueueTimeShedder shedder{milliseconds(50), milliseconds(200), 2};
  DrainPace pace;
  TimePoint now{seconds(1)};
  TimePoint busy_until{};
  std::map<std::size_t, nanoseconds> every;
  std::map<std::size_t, TimePoint> next;
  std::array<std::deque<TimePoint>, kHigh + 1> queues;
  std::array<int, kHigh + 1> served{};
  std::array<int, kHigh + 1> refused{};
  std::array<nanoseconds, kHigh + 1> longest{};
};

TEST_CASE("at ten times what can be served nothing is lost of it, and waits stay near the target") {
  Simulation simulation({{kMiddle, 1000}});
  simulation.run(seconds(5));
  simulation.forget();
  simulation.run(seconds(20));
  CHECK(simulation.served[kMiddle] >= 1990);
  CHECK(simulation.longest[kMiddle] <= milliseconds(80));
}

TEST_CASE("of a mixed overload the high class gets all it asks for at once, the lowest nothing") {
  Simulation simulation({{kLow, 300}, {kMiddle, 600}, {kHigh, 40}});
  simulation.run(seconds(5));
  simulation.forget();
  simulation.run(seconds(20));
  CHECK(simulation.served[kHigh] >= 799);
  CHECK(simulation.longest[kHigh] <= milliseconds(20));
  CHECK(simulation.served[kMiddle] >= 1150);
  CHECK(simulation.served[kLow] <= 20);
  CHECK(simulation.refused[kHigh] == 0);
}

TEST_CASE("when the overload is over nobody is refused any more") {
  Simulation simulation({{kMiddle, 1000}});
  simulation.run(seconds(10));
  simulation.every[kMiddle] = milliseconds(20);
  simulation.run(seconds(1));
  simulation.forget();
  simulation.run(seconds(10));
  CHECK(simulation.refused[kMiddle] == 0);
  CHECK(simulation.served[kMiddle] >= 499);
  CHECK(simulation.shedder.level(simulation.now) == 0);
}

}  // namespace
}  // namespace kontor::resilience
