#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/shipping/api/shipping.hpp"

namespace kontor::shipping {

// When the house works: from Monday to Friday, but not on its holidays. What is ordered at or behind the cut-off, or on
// another day, is sent on the next working day.
struct WorkingTimes {
  int utc_offset_minutes = 0;
  int cutoff_minutes = 14 * 60;  // after midnight, by the local clock
  std::vector<std::chrono::sys_days> holidays = {};

  bool works_on(std::chrono::sys_days day) const;
};

// For what is ordered now and is so many working days on its way.
DeliveryEstimate estimate(const WorkingTimes& times, int min_days, int max_days, Timestamp now);

// YYYY-MM-DD; nullopt: no such day.
std::optional<std::chrono::sys_days> parse_day(std::string_view text);
std::string day_text(std::chrono::sys_days day);

}  // namespace kontor::shipping
