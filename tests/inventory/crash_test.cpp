#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "inventory/inventory_house.hpp"
#include "kernel/core/failpoint.hpp"
#include "modules/inventory/failpoints.hpp"
#include "support/eventually.hpp"

#ifdef __SANITIZE_THREAD__
// The other processes of these tests are forks that go on with threads of their own.
extern "C" const char* __tsan_default_options();
extern "C" const char* __tsan_default_options() {
  return "die_after_fork=0";
}
#endif

namespace kontor::inventory::test {
namespace {

using Level = House::Level;

// A process of its own that does this and is killed at the failpoint.
bool dies_at(const Failpoint& point, const db::DatabaseSettings& settings, const std::function<void(Instance&)>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    Instance instance(settings);
    static_cast<void>(failpoints::arm(std::string(point.name) + "=exit"));
    work(instance);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

TEST_CASE_METHOD(House, "killed while it obeys, a process leaves the whole batch to the next, which obeys it once") {
  const auto tea = variant(10);
  std::int64_t reserved = 0;
  for (const auto& point : {kLocked, kDecided}) {
    INFO(point.name);
    const auto reference = Uuid::generate();
    REQUIRE(publish(ReserveStock{reference, {{tea, 3}}, 0}));
    REQUIRE(dies_at(point, House::TestDatabase::settings(), [](Instance& instance) {
      const auto served = instance.dispatcher();
      kontor::test::eventually([] { return false; }, std::chrono::seconds(60));
    }));
    CHECK(last_answer(reference).empty());
    CHECK(level(tea, first) == Level{10, reserved});
    const auto served = dispatcher();
    CHECK(kontor::test::eventually([&] { return last_answer(reference) == "stock_reserved"; }));
    served->stop();
    reserved += 3;
    CHECK(level(tea, first) == Level{10, reserved});
    CHECK(published("stock_reserved", reference).size() == 1);
    CHECK(troubles() == "");
  }
}

TEST_CASE_METHOD(House, "killed while it frees what has expired, a process leaves that to the next") {
  const auto tea = variant(10);
  const auto reference = Uuid::generate();
  REQUIRE(tell(ReserveStock{reference, {{tea, 3}}, 30}));
  pass_time(std::chrono::seconds(31));
  REQUIRE(dies_at(kExpiring, House::TestDatabase::settings(), [](Instance& instance) { (void)instance.expire(); }));
  CHECK(count("stock_released") == 0);
  CHECK(level(tea, first) == Level{10, 3});
  CHECK(kontor::test::eventually([&] { return expire().ok() && count("stock_released") == 1; }));
  CHECK(level(tea, first) == Level{10, 0});
  CHECK(troubles() == "");
}

TEST_CASE_METHOD(House, "killed before its adjustment was committed, a process has adjusted nothing") {
  const auto tea = variant(10);
  const auto body = Json{{"variant_id", tea.str()}, {"delta", 5}, {"reason", "received"}}.dump();
  const http::test::Ask ask{.method = "POST",
                            .target = "/api/v1/inventory/adjustments",
                            .headers = {{"Authorization", "Bearer ada:inventory.write"},
                                        {"Content-Type", "application/json"},
                                        {"Idempotency-Key", "adjusted-once"}},
                            .body = body};
  REQUIRE(dies_at(kAdjusted, House::TestDatabase::settings(),
                  [&](Instance& instance) { (void)instance.fixture.send(ask); }));
  CHECK(level(tea, first) == Level{10, 0});
  // Who asks again is answered as soon as the server has noticed.
  CHECK(kontor::test::eventually([&] { return fixture.send(ask).status() == 201; }));
  CHECK(level(tea, first) == Level{15, 0});
  CHECK(fixture.send(ask).status() == 201);
  CHECK(level(tea, first) == Level{15, 0});
  CHECK(troubles() == "");
}

}  // namespace
}  // namespace kontor::inventory::test
