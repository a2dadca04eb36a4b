#include "modules/pricing/domain/tax.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"
#include "modules/pricing/domain/arithmetic.hpp"
#include "modules/pricing/domain/goods.hpp"

namespace kontor::pricing {

namespace {

// Postal codes are compared by their letters and digits: "SW1A 1AA" begins with "sw1a1".
bool begins_with(std::string_view postal_code, std::string_view prefix) {
  const auto counts = [](char c) { return c != ' ' && c != '-'; };
  auto at = postal_code.begin();
  for (const char wanted : prefix) {
    if (!counts(wanted)) continue;
    while (at != postal_code.end() && !counts(*at)) ++at;
    if (at == postal_code.end() || !text::iequals({&*at, 1}, {&wanted, 1})) return false;
    ++at;
  }
  return true;
}

// "CA" and "US-CA" are the same region of the United States.
bool is_region(std::string_view region, std::string_view given, std::string_view country) {
  if (text::iequals(region, given)) return true;
  return given.size() == country.size() + 1 + region.size() &&
         text::iequals(given.substr(0, country.size()), country) && given[country.size()] == '-' &&
         text::iequals(given.substr(country.size() + 1), region);
}

bool lies_in(const Destination& place, const TaxZone& zone) {
  if (zone.region && !(place.region && is_region(*zone.region, *place.region, zone.country))) return false;
  return !zone.postal_prefix || begins_with(place.postal_code, *zone.postal_prefix);
}

bool narrower(const TaxZone& a, const TaxZone& b) {
  if (a.country != b.country) return a.country < b.country;
  const auto length = [](const TaxZone& zone) { return zone.postal_prefix ? zone.postal_prefix->size() : 0; };
  if (length(a) != length(b)) return length(a) > length(b);
  if (a.region.has_value() != b.region.has_value()) return a.region.has_value();
  return a.id < b.id;
}

const TaxRate* newest(const std::vector<TaxRate>& rates, std::string_view tax_class, Timestamp now) {
  const TaxRate* found = nullptr;
  for (const auto& rate : rates) {
    if (rate.valid_from > now || rate.tax_class != tax_class) continue;
    if (!found || found->valid_from < rate.valid_from) found = &rate;
  }
  return found;
}

}  // namespace

std::int64_t rate_of(const TaxZone& zone, std::string_view tax_class, Timestamp now) {
  const auto* rate = newest(zone.rates, tax_class, now);
  if (!rate) rate = newest(zone.rates, kStandardTaxClass, now);
  return rate ? rate->rate_ppm : 0;
}

std::int64_t tax_within(std::int64_t amount, std::int64_t rate_ppm) {
  return part_of(amount, rate_ppm, kPartsOfAll + rate_ppm);
}

std::int64_t tax_upon(std::int64_t amount, std::int64_t rate_ppm) {
  return part_of(amount, rate_ppm, kPartsOfAll);
}

TaxBook::TaxBook(std::vector<TaxZone> zones) : zones_(std::move(zones)) {
  std::ranges::sort(zones_, narrower);
}

const TaxZone* TaxBook::zone_of(const Destination& place) const {
  const auto country = std::ranges::equal_range(zones_, std::string_view(place.country), {},
                                                [](const TaxZone& zone) { return std::string_view(zone.country); });
  const auto found = std::ranges::find_if(country, [&](const TaxZone& zone) { return lies_in(place, zone); });
  return found == country.end() ? nullptr : &*found;
}

}  // namespace kontor::pricing
