#include "modules/shipping/domain/zone.hpp"

#include <algorithm>
#include <cctype>

namespace kontor::shipping {

namespace {

struct Place {
  std::string country;
  std::string region;
  std::string postal_code;  // bare
};

constexpr int kElsewhere = -1;
constexpr int kRestOfWorld = 0;
constexpr int kCountry = 1;
constexpr int kRegion = 2;
constexpr int kPostalCode = 10;  // and one more for each character

std::string upper(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return out;
}

// How closely the territory lies around the place.
int closeness(const Territory& territory, const Place& place) {
  if (territory.country != place.country) return kElsewhere;
  if (territory.region && *territory.region != place.region) return kElsewhere;
  const int of_country = territory.region ? kRegion : kCountry;
  if (!territory.postal_prefix) return of_country;
  if (!place.postal_code.starts_with(*territory.postal_prefix)) return kElsewhere;
  return of_country + kPostalCode * static_cast<int>(territory.postal_prefix->size());
}

int closeness(const Zone& zone, const Place& place) {
  int closest = zone.rest_of_world ? kRestOfWorld : kElsewhere;
  for (const auto& territory : zone.territories) closest = std::max(closest, closeness(territory, place));
  return closest;
}

}  // namespace

void Territory::rules(json::Rules<Territory>& rule) {
  rule(&Territory::country).doc("ISO 3166-1 alpha-2").length(2, 2).example("DE");
  rule(&Territory::region).doc("Only this state or province: its code").length(1, 100);
  rule(&Territory::postal_prefix).doc("Only postal codes that begin like this").length(1, 10);
}

const Zone* zone_of(std::span<const Zone> zones, const Parcel& parcel) {
  const Place place{upper(parcel.country), upper(parcel.region.value_or("")), bare_postal_code(parcel.postal_code)};
  const Zone* found = nullptr;
  int closest = kElsewhere;
  for (const auto& zone : zones) {
    const int here = closeness(zone, place);
    if (here < closest || here == kElsewhere || (here == closest && found && found->id < zone.id)) continue;
    found = &zone;
    closest = here;
  }
  return found;
}

std::string bare_postal_code(std::string_view code) {
  std::string bare;
  for (const unsigned char c : code) {
    if (std::isalnum(c)) bare += static_cast<char>(std::toupper(c));
  }
  return bare;
}

}  // namespace kontor::shipping
