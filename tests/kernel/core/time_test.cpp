#include "kernel/core/time.hpp"

#include <catch2/catch.hpp>
#include <random>

namespace kontor {
namespace {

using namespace std::chrono;

std::string normalized(std::string_view text) {
  const auto moment = parse_timestamp(text);
  return moment ? to_string(*moment) : "refused";
}

TEST_CASE("a moment is read with any offset and written in UTC") {
  const auto [text, utc] = GENERATE(table<std::string, std::string>({
      {"2026-03-01T09:30:00.000000Z", "2026-03-01T09:30:00.000000Z"},
      {"2026-03-01T09:30:00Z", "2026-03-01T09:30:00.000000Z"},
      {"2026-03-01t09:30:00z", "2026-03-01T09:30:00.000000Z"},
      {"2026-03-01T09:30:00.5Z", "2026-03-01T09:30:00.500000Z"},
      {"2026-03-01T09:30:00.000001Z", "2026-03-01T09:30:00.000001Z"},
      {"2026-03-01T09:30:00.123456Z", "2026-03-01T09:30:00.123456Z"},
      {"2026-03-01T09:30:00.123456999999Z", "2026-03-01T09:30:00.123456Z"},
      {"2026-03-01T09:30:00+01:00", "2026-03-01T08:30:00.000000Z"},
      {"2026-03-01T09:30:00-05:30", "2026-03-01T15:00:00.000000Z"},
      {"2026-03-01T00:30:00+01:00", "2026-02-28T23:30:00.000000Z"},
      {"2025-12-31T23:30:00-01:00", "2026-01-01T00:30:00.000000Z"},
      {"2026-03-01T09:30:00-00:00", "2026-03-01T09:30:00.000000Z"},
      {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000000Z"},
      {"2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000000Z"},
      {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
      {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"},
      {"9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"},
  }));
  CAPTURE(text);
  CHECK(normalized(text) == utc);
}

TEST_CASE("what is no moment is refused") {
  const auto text = GENERATE(
      as<std::string>{}, "", "now", "2026-03-01", "2026-03-01T09:30:00", "2026-03-01T09:30Z", "2026-03-01 09:30:00Z",
      "2026-3-1T09:30:00Z", "26-03-01T09:30:00Z", "20260301T093000Z", "+2026-03-01T09:30:00Z", "2026-03-01T09:30:00Z ",
      " 2026-03-01T09:30:00Z", "2026-03-01T09:30:00.Z", "2026-03-01T09:30:00,5Z", "2026-03-01T09:30:00.-5Z",
      "2026-03-01T09:30:00+01", "2026-03-01T09:30:00+0100", "2026-03-01T09:30:00+1:00", "2026-03-01T09:30:00+24:00",
      "2026-03-01T09:30:00+01:60", "2026-03-01T09:30:00ZZ", "2026-02-30T00:00:00Z", "2026-02-29T00:00:00Z",
      "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
      "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01T09:60:00Z",
      "2026-03-01T09:30:60Z", "2026-03-01T0x:30:00Z", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01",
      "9999-12-31T23:59:59-00:01");
  CAPTURE(text);
  CHECK(normalized(text) == "refused");
}

TEST_CASE("every microsecond of ten thousand years survives writing and reading") {
  const Timestamp first = sys_days(year(1) / 1 / 1);
  const Timestamp end = sys_days(year(10000) / 1 / 1);
  std::mt19937_64 random(1);
  for (int i = 0; i < 50'000; ++i) {
    const auto moment = first + microseconds(random() % static_cast<std::uint64_t>((end - first).count()));
    const auto text = to_string(moment);
    if (parse_timestamp(text) != moment) FAIL(text);
  }
}

TEST_CASE("a moment knows its place on the line") {
  CHECK(parse_timestamp("1970-01-01T00:00:01.000002Z")->time_since_epoch() == microseconds(1'000'002));
  CHECK(parse_timestamp("2001-09-09T01:46:40Z")->time_since_epoch() == seconds(1'000'000'000));
}

TEST_CASE("a manual clock moves when told, both hands together") {
  const Timestamp start = sys_days(year(2026) / 3 / 1);
  ManualClock clock(start);
  const auto monotonic = clock.monotonic();
  CHECK(clock.now() == start);
  clock.advance(minutes(5));
  CHECK(clock.now() == start + minutes(5));
  CHECK(clock.monotonic() == monotonic + minutes(5));
}

TEST_CASE("the system clock tells the time") {
  const auto before = floor<microseconds>(system_clock::now());
  const auto now = SystemClock().now();
  CHECK(now >= before);
  CHECK(now <= system_clock::now());
}

TEST_CASE("a deadline counts down to zero and no further") {
  const auto far = Deadline::after(hours(1));
  CHECK_FALSE(far.passed());
  CHECK(far.remaining() <= hours(1));
  CHECK(far.remaining() > minutes(59));

  const auto past = Deadline::at(steady_clock::now() - seconds(1));
  CHECK(past.passed());
  CHECK(past.remaining() == milliseconds(0));
}

}  // namespace
}  // namespace kontor
