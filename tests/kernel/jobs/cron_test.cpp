#include "kernel/jobs/cron.hpp"

#include <catch2/catch.hpp>

#include "kernel/core/time.hpp"

using namespace kontor;
using namespace kontor::jobs;

namespace {

using namespace std::chrono;

LocalTime at(int year, unsigned month, unsigned day, int hour = 0, int minute = 0) {
  return local_days(std::chrono::year(year) / month / day) + hours(hour) + minutes(minute);
}

std::string shown(LocalTime time) {
  return to_string(Timestamp(time.time_since_epoch())).substr(0, 16);
}

// The next three times after this one.
std::string next(std::string_view expression, LocalTime from) {
  const auto cron = Cron::parse(expression);
  if (!cron) return cron.error().detail;
  std::string all;
  for (const auto time : cron->after(from, 3)) all += (all.empty() ? "" : " ") + shown(time);
  return all;
}

}  // namespace

TEST_CASE("a cron expression names its times") {
  struct Row {
    std::string_view expression;
    LocalTime from;
    std::string times;
  };
  // 2026-03-01 is a Sunday.
  const auto march = at(2026, 3, 1, 12, 30);
  for (const auto& row : {
           Row{"* * * * *", march, "2026-03-01T12:31 2026-03-01T12:32 2026-03-01T12:33"},
           Row{"30 12 * * *", march, "2026-03-02T12:30 2026-03-03T12:30 2026-03-04T12:30"},
           Row{"*/20 13-14 * * *", march, "2026-03-01T13:00 2026-03-01T13:20 2026-03-01T13:40"},
           Row{"5/25 0,23 * * *", march, "2026-03-01T23:05 2026-03-01T23:30 2026-03-01T23:55"},
           Row{"0 3 * * mon-fri", march, "2026-03-02T03:00 2026-03-03T03:00 2026-03-04T03:00"},
           Row{"0 3 * * FRI-mon", march, "2026-03-02T03:00 2026-03-06T03:00 2026-03-07T03:00"},
           Row{"0 3 * * 7", march, "2026-03-08T03:00 2026-03-15T03:00 2026-03-22T03:00"},
           Row{"0 3 * * 0", march, "2026-03-08T03:00 2026-03-15T03:00 2026-03-22T03:00"},
           Row{"0 3 * nov-feb/2 *", march, "2026-11-01T03:00 2026-11-02T03:00 2026-11-03T03:00"},
           Row{"0 0 1 jan,jul *", march, "2026-07-01T00:00 2027-01-01T00:00 2027-07-01T00:00"},
           Row{"0 0 31 * *", march, "2026-03-31T00:00 2026-05-31T00:00 2026-07-31T00:00"},
           Row{"0 0 L * *", march, "2026-03-31T00:00 2026-04-30T00:00 2026-05-31T00:00"},
           Row{"0 0 15,L 2 *", march, "2027-02-15T00:00 2027-02-28T00:00 2028-02-15T00:00"},
           Row{"0 0 29 feb *", march, "2028-02-29T00:00 2032-02-29T00:00 2036-02-29T00:00"},
           Row{"@daily", march, "2026-03-02T00:00 2026-03-03T00:00 2026-03-04T00:00"},
           Row{"@Hourly", march, "2026-03-01T13:00 2026-03-01T14:00 2026-03-01T15:00"},
           Row{"@weekly", march, "2026-03-08T00:00 2026-03-15T00:00 2026-03-22T00:00"},
           Row{"@monthly", march, "2026-04-01T00:00 2026-05-01T00:00 2026-06-01T00:00"},
           Row{"@yearly", march, "2027-01-01T00:00 2028-01-01T00:00 2029-01-01T00:00"},
           Row{"  0  0  *  *  *  ", march, "2026-03-02T00:00 2026-03-03T00:00 2026-03-04T00:00"},
       }) {
    CAPTURE(row.expression);
    CHECK(next(row.expression, row.from) == row.times);
  }
}

TEST_CASE("of two day fields either one counts, unless one begins with a star") {
  const auto march = at(2026, 3, 1);
  CHECK(next("0 0 13 * fri", march) == "2026-03-06T00:00 2026-03-13T00:00 2026-03-20T00:00");
  CHECK(next("0 0 L * mon", at(2026, 3, 24)) == "2026-03-30T00:00 2026-03-31T00:00 2026-04-06T00:00");
  CHECK(next("0 0 13 * *", march) == "2026-03-13T00:00 2026-04-13T00:00 2026-05-13T00:00");
  CHECK(next("0 0 */2 * mon", march) == "2026-03-09T00:00 2026-03-23T00:00 2026-04-13T00:00");
}

TEST_CASE("29 February is waited for across a century without one") {
  CHECK_THAT(next("0 0 29 2 *", at(2097, 1, 1)), Catch::StartsWith("2104-02-29T00:00 "));
  CHECK(next("0 0 29 2 */7", at(2088, 3, 1)) == "2128-02-29T00:00");  // a Sunday
}

TEST_CASE("what is wrong with a cron expression is said with its field") {
  struct Row {
    std::string_view expression;
    std::string part;
  };
  for (const auto& row : {
           Row{"60 * * * *", "minute 60 is not between 0 and 59"},
           Row{"* 24 * * *", "hour 24 is not between 0 and 23"},
           Row{"* * 0 * *", "day of month 0 is not between 1 and 31"},
           Row{"* * * 13 *", "month 13 is not between 1 and 12"},
           Row{"* * * * 8", "day of week 8 is not between 0 and 7"},
           Row{"* * * foo *", "month has foo, which is no number"},
           Row{"* * * * nan", "day of week has nan"},
           Row{"1,,2 * * * *", "minute has nothing"},
           Row{"30-10 * * * *", "range 30-10 of the minute ends before it begins"},
           Row{"*/0 * * * *", "step /0 of the minute"},
           Row{"*/x * * * *", "step /x of the minute"},
           Row{"* L * * *", "hour has L"},
           Row{"* * * *", "4 fields instead of five"},
           Row{"* * * * * *", "6 fields instead of five"},
           Row{"", "0 fields instead of five"},
           Row{"@often", "@often is none of"},
           Row{"0 0 30 feb *", "never comes"},
       }) {
    const auto cron = Cron::parse(row.expression);
    CAPTURE(row.expression);
    REQUIRE_FALSE(cron.ok());
    CHECK(cron.error().code == "bad_cron");
    CHECK_THAT(cron.error().detail, Catch::Contains(row.part));
  }
}

TEST_CASE("after the last minute of a day comes the next day's first") {
  CHECK(next("59 23 * * *", at(2026, 12, 31, 23, 58)) == "2026-12-31T23:59 2027-01-01T23:59 2027-01-02T23:59");
  CHECK(next("59 23 * * *", at(2026, 12, 31, 23, 59)).starts_with("2027-01-01T23:59"));
}
