#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/money.hpp"
#include "kernel/core/result.hpp"
#include "kernel/json/describe.hpp"
#include "kernel/postal/address.hpp"

namespace kontor::shipping {

struct ShipmentTag {
  static constexpr std::string_view kPrefix = "shipment";
};
struct ShippingMethodTag {
  static constexpr std::string_view kPrefix = "shipmethod";
};
using ShipmentId = Id<ShipmentTag>;
using ShippingMethodId = Id<ShippingMethodTag>;

enum class ShipmentStatus { created, packed, dispatched, in_transit, delivered, failed, returned, cancelled };
KONTOR_DESCRIBE_ENUM(ShipmentStatus, created, packed, dispatched, in_transit, delivered, failed, returned, cancelled)

// In working days of the place that it is sent from.
struct DeliveryEstimate {
  std::string earliest;  // YYYY-MM-DD
  std::string latest;
  std::string text;  // for people: "2 to 4 working days"
};
KONTOR_DESCRIBE(DeliveryEstimate, earliest, latest, text)

struct Parcel {
  std::string country;
  std::optional<std::string> region;
  std::string postal_code;
  Money value;  // of the goods, after discounts; its currency is that of the prices
  std::int64_t weight_grams = 0;
};

// What a method costs for a parcel.
struct Quote {
  ShippingMethodId id;
  std::string name;
  Money price;
  std::string tax_class;
  DeliveryEstimate delivery_estimate;
};

struct ShipmentSummary {
  ShipmentId id;
  Uuid reference;
  ShipmentStatus status = ShipmentStatus::created;
  std::string carrier;
  std::optional<std::string> tracking_code;
};

// Shipping as other modules see it. Reads only, so every call may be repeated; each blocks for one query at most.
class Shipping {
 public:
  virtual ~Shipping() = default;

  // What can be chosen for the parcel, the cheapest first. Empty: nothing is sent there.
  virtual Result<std::vector<Quote>> quotes(const Parcel& parcel) const = 0;
  // One of them again. `not_found`: it cannot be chosen any more.
  virtual Result<Quote> quote(const ShippingMethodId& id, const Parcel& parcel) const = 0;
  // Those that exist, in the order asked. At most 500 at once.
  virtual Result<std::vector<ShipmentSummary>> shipments(std::span<const ShipmentId> ids) const = 0;
};

}  // namespace kontor::shipping
