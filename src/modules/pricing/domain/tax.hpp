#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/time.hpp"
#include "modules/pricing/api/pricing.hpp"

namespace kontor::pricing {

struct TaxZoneTag {
  static constexpr std::string_view kPrefix = "taxzone";
};
using TaxZoneId = Id<TaxZoneTag>;

inline constexpr std::int64_t kPartsOfAll = 1'000'000;  // rates are parts of a million

// A rate counts until the next one of its class begins.
struct TaxRate {
  std::string tax_class;
  Timestamp valid_from;
  std::int64_t rate_ppm = 0;

  bool operator==(const TaxRate&) const = default;
};

// A place where certain taxes are due: a country, a region of it, or where its postal codes begin so.
struct TaxZone {
  TaxZoneId id = {};
  std::string name;
  std::string country;
  std::optional<std::string> region = {};
  std::optional<std::string> postal_prefix = {};
  std::optional<bool> prices_include_tax = {};  // none: as the currency says
  std::vector<TaxRate> rates = {};
  std::int64_t version = 1;
};

// The rate of a class at a moment; of a class that the zone does not know, the standard one. 0 where there is none.
std::int64_t rate_of(const TaxZone& zone, std::string_view tax_class, Timestamp now);

// In `amount`, which includes it; and on `amount`, which does not. Rounded half away from zero.
std::int64_t tax_within(std::int64_t amount, std::int64_t rate_ppm);
std::int64_t tax_upon(std::int64_t amount, std::int64_t rate_ppm);

// All zones.
class TaxBook {
 public:
  TaxBook() = default;
  explicit TaxBook(std::vector<TaxZone> zones);

  // The narrowest zone that the place is in: that of the longest beginning of the postal code, then that of the region,
  // then that of the country. nullptr: nowhere that taxes are known of.
  const TaxZone* zone_of(const Destination& place) const;

 private:
  std::vector<TaxZone> zones_;  // by country, within one the narrowest first
};

}  // namespace kontor::pricing
