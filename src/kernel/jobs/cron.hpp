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
  bool runs_on(std::chrono::local_days day) const;

  std::string text_;
  using Set = std::bitset<64>;
  Set minutes_;
  Set hours_;
  Set days_;
  Set months_;
  Set weekdays_;
  bool last_day_ = false;
  bool both_days_ = false;  // have to match: a day field begins with *
};

}  // namespace kontor::jobs
