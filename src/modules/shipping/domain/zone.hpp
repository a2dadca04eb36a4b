#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/shipping/api/shipping.hpp"

namespace kontor::shipping {

struct ShippingZoneTag {
  static constexpr std::string_view kPrefix = "shipzone";
};
using ShippingZoneId = Id<ShippingZoneTag>;

// A country, or the part of it that a region or the beginning of its postal codes names.
struct Territory {
  std::string country;
  std::optional<std::string> region;
  std::optional<std::string> postal_prefix;  // letters and digits only

  static void rules(json::Rules<Territory>& rule);
  bool operator==(const Territory&) const = default;
};
KONTOR_DESCRIBE(Territory, country, region, postal_prefix)

// Where the same methods are offered.
struct Zone {
  ShippingZoneId id;
  std::string name;
  bool rest_of_world = false;  // all that lies in no other zone; at most one has it
  std::vector<Territory> territories;
  std::int64_t version = 1;
};

// The one zone that a place lies in: that with the narrowest territory around it (a postal code before a region before
// a country), then the rest of the world; of equals the older. nullptr: nothing is sent there.
const Zone* zone_of(std::span<const Zone> zones, const Parcel& parcel);

// Letters and digits, in upper case: how postal codes are compared.
std::string bare_postal_code(std::string_view code);

}  // namespace kontor::shipping
