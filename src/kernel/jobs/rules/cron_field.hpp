#pragma once

#include <bitset>
#include <string_view>

#include "kernel/core/result.hpp"

namespace kontor::jobs {

// What one field of a cron expression may hold.
struct CronField {
  std::string_view name;
  int lowest;
  int highest;
  std::string_view words = {};  // "jan feb …", three letters each, for the numbers from `lowest` on
  int cycle = 0;                // where ranges may go across the end: the number of values
};

inline constexpr CronField kMinute{"minute", 0, 59};
inline constexpr CronField kHour{"hour", 0, 23};
inline constexpr CronField kDay{"day of month", 1, 31};
inline constexpr CronField kMonth{"month", 1, 12, "jan feb mar apr may jun jul aug sep oct nov dec", 12};
inline constexpr CronField kWeekday{"day of week", 0, 7, "sun mon tue wed thu fri sat", 7};

// The values that a field's text names; 7 becomes 0 where that is Sunday. `invalid` with bad_cron, naming the field.
Result<std::bitset<64>> read_cron_field(const CronField& field, std::string_view text);

// "The minute 61 is not between 0 and 59."
Error bad_cron(std::string detail);

}  // namespace kontor::jobs
