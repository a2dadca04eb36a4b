#include "kernel/core/failpoint.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "support/eventually.hpp"

namespace kontor {
namespace {

constexpr Failpoint kDoor{"test.door", "somebody goes through the door"};
constexpr Failpoint kWindow{"test.window", "somebody looks out of the window"};

// What is armed ends with the test.
struct Plan {
  explicit Plan(std::string_view plan) { REQUIRE(failpoints::arm(plan)); }
  ~Plan() { failpoints::disarm(); }
};

// At which of `count` passes it failed.
std::vector<int> failures(const Failpoint& point, int count) {
  std::vector<int> failed;
  for (int i = 1; i <= count; ++i) {
    try {
      pass(point);
    } catch (const FailpointHit&) {
      failed.push_back(i);
    }
  }
  return failed;
}

int signal_that_ended(const Failpoint& point) {
  const auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    pass(point);
    ::_exit(0);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

}  // namespace

TEST_CASE("a failpoint that nobody armed does nothing") {
  CHECK(failures(kDoor, 3).empty());
  const Plan plan("test.window=fail");
  CHECK(failures(kDoor, 3).empty());
}

TEST_CASE("an armed failpoint fails once, at the pass that was named") {
  const std::pair<const char*, std::vector<int>> table[] = {
      {"test.door=fail", {1}},
      {"test.door=fail@3", {3}},
      {"test.door=fail@1,test.door=fail@3", {1, 3}},
      {"test.door=fail@2,test.window=fail", {2}},
      {"test.door=fail@9", {}},
  };
  for (const auto& [text, expected] : table) {
    CAPTURE(text);
    const Plan plan(text);
    CHECK(failures(kDoor, 5) == expected);
  }
}

TEST_CASE("what a failpoint throws says which one it was") {
  const Plan plan("test.door=fail");
  CHECK_THROWS_WITH(pass(kDoor), Catch::Contains("test.door"));
}

TEST_CASE("a failpoint armed to exit ends the process as kill -9 does") {
  const Plan plan("test.door=exit");
  CHECK(signal_that_ended(kDoor) == SIGKILL);
  CHECK(signal_that_ended(kWindow) == 0);
}

TEST_CASE("a failpoint armed to hang holds its thread until it is disarmed, and nobody else") {
  const Plan plan("test.door=hang");
  std::atomic<bool> arrived{false};
  std::atomic<bool> through{false};
  std::thread visitor([&] {
    arrived = true;
    pass(kDoor);
    through = true;
  });
  REQUIRE(test::eventually([&] { return arrived.load(); }));
  pass(kWindow);
  CHECK_FALSE(through);
  failpoints::disarm();
  visitor.join();
  CHECK(through);
}

TEST_CASE("a hang that was given a time ends by itself") {
  const Plan plan("test.door=hang:1@2");
  CHECK(failures(kDoor, 3).empty());
}

TEST_CASE("a plan that cannot be read is an error that shows the step, and arms nothing") {
  for (const std::string step : {"test.door", "=fail", "test.door=explode", "test.door=fail@0", "test.door=fail@x",
                                 "test.door=fail:3", "test.door=hang:0"}) {
    CAPTURE(step);
    const auto armed = failpoints::arm("test.door=fail," + step);
    REQUIRE_FALSE(armed);
    CHECK(armed.error().detail.find(step) != std::string::npos);
    CHECK(failures(kDoor, 1).empty());
  }
}

}  // namespace kontor
