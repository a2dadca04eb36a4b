#include "modules/shipping/domain/estimate.hpp"

#include <algorithm>

#include "kernel/core/format.hpp"

namespace kontor::shipping {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

sys_days working_day_from(const WorkingTimes& times, sys_days day) {
  while (!times.works_on(day)) day += days(1);
  return day;
}

sys_days working_days_behind(const WorkingTimes& times, sys_days day, int count) {
  for (; count > 0; --count) day = working_day_from(times, day + days(1));
  return day;
}

sys_days sent_on(const WorkingTimes& times, Timestamp now) {
  const auto local = now + std::chrono::minutes(times.utc_offset_minutes);
  const auto today = std::chrono::floor<days>(local);
  const bool too_late = local - today >= std::chrono::minutes(times.cutoff_minutes);
  return working_day_from(times, too_late ? today + days(1) : today);
}

std::string in_words(int min_days, int max_days) {
  if (max_days == 0) return "the day it is sent";
  const std::string_view unit = max_days == 1 ? "working day" : "working days";
  if (min_days == max_days) return format("{} {}", max_days, unit);
  return min_days == 0 ? format("up to {} {}", max_days, unit) : format("{} to {} {}", min_days, max_days, unit);
}

}  // namespace

bool WorkingTimes::works_on(sys_days day) const {
  const std::chrono::weekday weekday(day);
  return weekday != std::chrono::Saturday && weekday != std::chrono::Sunday &&
         std::ranges::find(holidays, day) == holidays.end();
}

DeliveryEstimate estimate(const WorkingTimes& times, int min_days, int max_days, Timestamp now) {
  const auto sent = sent_on(times, now);
  return {.earliest = day_text(working_days_behind(times, sent, min_days)),
          .latest = day_text(working_days_behind(times, sent, max_days)),
          .text = in_words(min_days, max_days)};
}

std::optional<sys_days> parse_day(std::string_view text) {
  const auto midnight = parse_timestamp(format("{}T00:00:00Z", text));
  if (text.size() != 10 || !midnight) return std::nullopt;
  return std::chrono::floor<days>(*midnight);
}

std::string day_text(sys_days day) {
  return to_string(Timestamp(day)).substr(0, 10);
}

}  // namespace kontor::shipping
