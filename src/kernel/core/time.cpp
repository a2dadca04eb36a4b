#include "kernel/core/time.hpp"

#include <algorithm>

#include "kernel/core/format.hpp"

namespace kontor {

namespace {

using namespace std::chrono;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Reads a text from its front; after the first mistake everything else fails too.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool good() const { return good_; }
  bool at_end() const { return rest_.empty(); }

  // Exactly `width` digits, at most `limit`.
  int number(std::size_t width, int limit) {
    int value = 0;
    for (std::size_t i = 0; i < width; ++i) value = value * 10 + digit();
    good_ = good_ && value <= limit;
    return value;
  }

  void expect(char upper_case) { good_ = accept(upper_case) && good_; }

  // A letter is accepted in either case, as RFC 3339 has it.
  bool accept(char upper_case) {
    if (rest_.empty()) return false;
    const char c = rest_.front();
    const bool same = c == upper_case || (upper_case >= 'A' && upper_case <= 'Z' && c == upper_case - 'A' + 'a');
    if (same) rest_.remove_prefix(1);
    return same;
  }

  // At least one digit after the point; those below the microsecond are dropped.
  microseconds fraction() {
    int value = digit();
    int scale = 100'000;
    value *= scale;
    while (!rest_.empty() && is_digit(rest_.front())) {
      scale /= 10;
      value += digit() * scale;
    }
    return microseconds(value);
  }

  minutes offset() {
    if (accept('Z')) return minutes(0);
    const bool behind = accept('-');
    if (!behind) expect('+');
    const int hour = number(2, 23);
    expect(':');
    const int minute = number(2, 59);
    const minutes ahead = hours(hour) + minutes(minute);
    return behind ? -ahead : ahead;
  }

 private:
  int digit() {
    if (rest_.empty() || !is_digit(rest_.front())) {
      good_ = false;
      return 0;
    }
    const int value = rest_.front() - '0';
    rest_.remove_prefix(1);
    return value;
  }

  std::string_view rest_;
  bool good_ = true;
};

year_month_day read_date(Reader& reader) {
  const int y = reader.number(4, 9999);
  reader.expect('-');
  const int m = reader.number(2, 12);
  reader.expect('-');
  const int d = reader.number(2, 31);
  return {year(y), month(static_cast<unsigned>(m)), day(static_cast<unsigned>(d))};
}

microseconds read_time_of_day(Reader& reader) {
  const int hour = reader.number(2, 23);
  reader.expect(':');
  const int minute = reader.number(2, 59);
  reader.expect(':');
  const int second = reader.number(2, 59);
  const auto fraction = reader.accept('.') ? reader.fraction() : microseconds(0);
  return hours(hour) + minutes(minute) + seconds(second) + fraction;
}

}  // namespace

std::string to_string(Timestamp moment) {
  const auto midnight = floor<days>(moment);
  const year_month_day date(midnight);
  const hh_mm_ss time(moment - midnight);
  return format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

std::optional<Timestamp> parse_timestamp(std::string_view text) {
  constexpr Timestamp kFirst = sys_days(year(1) / 1 / 1);
  constexpr Timestamp kEnd = sys_days(year(10000) / 1 / 1);
  Reader reader(text);
  const auto date = read_date(reader);
  reader.expect('T');
  const auto time_of_day = read_time_of_day(reader);
  const auto offset = reader.offset();
  if (!reader.good() || !reader.at_end() || !date.ok()) return std::nullopt;
  const Timestamp moment = sys_days(date) + time_of_day - offset;
  return moment >= kFirst && moment < kEnd ? std::optional(moment) : std::nullopt;
}

Timestamp SystemClock::now() const {
  return floor<microseconds>(system_clock::now());
}

steady_clock::time_point SystemClock::monotonic() const {
  return steady_clock::now();
}

milliseconds Deadline::remaining() const {
  return std::max(ceil<milliseconds>(moment_ - TimePoint::clock::now()), milliseconds(0));
}

}  // namespace kontor
