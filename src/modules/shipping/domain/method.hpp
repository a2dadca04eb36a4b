#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "modules/shipping/domain/zone.hpp"

namespace kontor::shipping {

enum class RateKind { flat, by_weight, by_value };
KONTOR_DESCRIBE_ENUM(RateKind, flat, by_weight, by_value)

// From so many grams, or so much of the order's value in minor units, on.
struct RateStep {
  std::int64_t from = 0;
  std::int64_t price = 0;  // in minor units

  static void rules(json::Rules<RateStep>& rule);
  bool operator==(const RateStep&) const = default;
};
KONTOR_DESCRIBE(RateStep, from, price)

// What a method costs in one currency. Steps ascend and begin at 0; a flat rate is one step.
struct PriceTable {
  Currency currency;
  std::vector<RateStep> steps;
  std::optional<std::int64_t> free_from;  // an order's value that costs nothing to send

  static void rules(json::Rules<PriceTable>& rule);
  bool operator==(const PriceTable&) const = default;
};
KONTOR_DESCRIBE(PriceTable, currency, steps, free_from)

struct Method {
  ShippingMethodId id;
  ShippingZoneId zone_id;
  std::string name;
  std::string carrier;
  RateKind kind = RateKind::flat;
  std::vector<PriceTable> prices;
  std::optional<std::int64_t> max_weight_grams;
  std::string tax_class;
  int min_days = 0;  // working days on the way
  int max_days = 0;
  std::optional<int> cutoff_minutes;  // after midnight; without it that of the house
  bool active = true;
  int position = 0;  // among those of one price
  std::int64_t version = 1;
};

// nullopt: it cannot be chosen for this parcel, because of its currency or its weight.
std::optional<Money> price_of(const Method& method, const Parcel& parcel);

// All that makes a method impossible: "/prices/0/steps/1/from".
std::vector<FieldProblem> problems_of(const Method& method);

}  // namespace kontor::shipping
