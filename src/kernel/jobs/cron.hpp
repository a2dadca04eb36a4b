#pragma once

#include <bitset>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/result.hpp"

namespace kontor::jobs {

// What a clock on the wall shows, wherever the wall is.
using LocalTime = std::chrono::local_seconds;

// A cron expression: minute, hour, day of month, month, day of week. Lists, ranges (also across the end of a week or
// year: fri-mon), steps, names of months and days (jan, mon), 0 and 7 for Sunday, L for the last day of a month;
// @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly. As in Vixie cron a day counts when either of the
// two day fields matches, unless one of them begins with *: then both have to.
class Cron {
 public:
  // `invalid` with the code bad_cron and a detail that names the field, also for a day that never comes (30 feb).
  static Result<Cron> parse(std::string_view expression);

  // The next times strictly after `from`, ascending, `most` at most; fewer where years lie between them.
  std::vector<LocalTime> after(LocalTime from, std::size_t most) const;

  const std::string& text() const { return text_; }

 private:
  struct Field;
  Result<void> read(const Field& field, std::string_view text);
  Result<void> read_item(const Field& field, std::string_view item);
  bool runs_on(std::chrono::year_month_day day) const;
  void append_day(std::chrono::local_days day, LocalTime from, std::size_t most, std::vector<LocalTime>& out) const;

  std::string text_;
  std::bitset<60> minutes_;
  std::bitset<24> hours_;
  std::bitset<32> days_;
  std::bitset<13> months_;
  std::bitset<7> weekdays_;
  bool last_day_ = false;
  bool any_day_ = false;  // the field begins with *
  bool any_weekday_ = false;
};

}  // namespace kontor::jobs
