#include <catch2/catch.hpp>

#include "kernel/jobs/jobs_house.hpp"
#include "kernel/jobs/store/occurrence.hpp"

using namespace kontor;
using namespace kontor::jobs;
using namespace kontor::test;

namespace {

// The next so many times of a cron expression after a moment, in UTC.
std::string next_in_zone(Office& office, const char* expression, const char* zone, const char* after, int number) {
  const auto when = When::cron(*Cron::parse(expression), zone);
  auto moment = *parse_timestamp(after);
  std::string all;
  const auto done = office.till.transact([&](db::Tx& tx) -> Result<void> {
    all.clear();
    for (int i = 0; i < number; ++i) {
      moment = *next_occurrence(tx, when, moment, moment);
      all += (i == 0 ? "" : " ") + to_string(moment).substr(0, 16);
    }
    return {};
  });
  REQUIRE(done.ok());
  return all;
}

}  // namespace

TEST_CASE("a cron expression follows the clocks of its zone") {
  const auto database = jobs_database();
  Office office(database.settings());
  const auto berlin = [&](const char* expression, const char* after, int number) {
    return next_in_zone(office, expression, "Europe/Berlin", after, number);
  };
  SECTION("winter and summer") {
    CHECK(berlin("0 3 * * *", "2026-01-01T12:00:00Z", 1) == "2026-01-02T02:00");
    CHECK(berlin("0 3 * * *", "2026-07-01T12:00:00Z", 1) == "2026-07-02T01:00");
    CHECK(next_in_zone(office, "0 3 * * *", "Asia/Kolkata", "2026-01-01T12:00:00Z", 1) == "2026-01-01T21:30");
  }
  SECTION("02:30 does not exist on 29 March: it is run at 03:30, once") {
    CHECK(berlin("30 2 * * *", "2026-03-28T00:00:00Z", 3) == "2026-03-28T01:30 2026-03-29T01:30 2026-03-30T00:30");
    CHECK(berlin("0,30 2,3 * * *", "2026-03-28T22:00:00Z", 3) == "2026-03-29T01:00 2026-03-29T01:30 2026-03-30T00:00");
  }
  SECTION("02:30 comes twice on 25 October: it is run once, the second time") {
    CHECK(berlin("30 2 * * *", "2026-10-24T12:00:00Z", 2) == "2026-10-25T01:30 2026-10-26T01:30");
    CHECK(berlin("30 2 * * *", "2026-10-25T00:30:00Z", 1) == "2026-10-25T01:30");
    CHECK(berlin("15 2 * * *", "2026-10-25T00:40:00Z", 1) == "2026-10-25T01:15");
    CHECK(berlin("* * * * *", "2026-10-25T01:00:00Z", 2) == "2026-10-25T01:01 2026-10-25T01:02");
    CHECK(next_in_zone(office, "30 1 * * *", "Antarctica/Troll", "2026-10-25T00:40:00Z", 1) == "2026-10-25T01:30");
  }
}
