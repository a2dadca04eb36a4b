#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "kernel/idempotency/till.hpp"
#include "support/eventually.hpp"

#ifdef __SANITIZE_THREAD__
// The other processes of these tests are forks that go on with threads of their own.
extern "C" const char* __tsan_default_options();
extern "C" const char* __tsan_default_options() {
  return "die_after_fork=0";
}
#endif

namespace kontor::idempotency {
namespace {

// A process of its own that sells, and is killed at the failpoint.
bool dies_at(const db::DatabaseSettings& settings, const Failpoint& point) {
  const pid_t child = ::fork();
  if (child == 0) {
    test::Till till(settings);
    static_cast<void>(failpoints::arm(std::string(point.name) + "=exit"));
    till.sell("k-1", 5);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

TEST_CASE("killed between commit and answer: who asks again gets the answer, and nothing is done twice") {
  const auto database = test::till_database();
  REQUIRE(dies_at(database.settings(), kCommitted));
  test::Till till(database.settings());
  const auto again = till.ask("/sales", "k-1");
  CHECK(test::outcome_of(again) == "201 replayed");
  CHECK(again.body() == R"({"id":1,"amount":5})");
  CHECK(test::count_of(database, "till.sale") == "1");
}

TEST_CASE("killed before the commit: nothing was done, and the key is free as soon as the server has noticed") {
  const auto database = test::till_database();
  REQUIRE(dies_at(database.settings(), kKept));
  CHECK(test::count_of(database, "till.sale") == "0");
  test::Till till(database.settings());
  std::string outcome;
  CHECK(kontor::test::eventually([&] { return (outcome = till.sell("k-1", 5)) != "idempotency_key_in_use"; }));
  CHECK(outcome == "201");
  CHECK(test::count_of(database, "till.sale") == "1");
}

}  // namespace
}  // namespace kontor::idempotency
