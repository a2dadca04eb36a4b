#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace kontor::pricing::seed {

// Value added and sales taxes as they are in November 2026, in parts of a million; for demo data, not tax advice. Of
// the states of the USA the state's own rate, without what counties and cities add.
struct ZoneRates {
  std::string_view name;
  std::string_view country;
  std::string_view region;  // empty: all of it
  std::int64_t standard = 0;
  std::optional<std::int64_t> reduced = {};
  std::optional<std::int64_t> second_reduced = {};
  std::optional<bool> prices_include_tax = {};
};
std::span<const ZoneRates> zone_rates();

// A rate that was another one before.
struct FormerRate {
  std::string_view country;
  std::int64_t standard = 0;
  std::string_view until;  // when the present one began, in UTC
};
std::span<const FormerRate> former_rates();

}  // namespace kontor::pricing::seed
