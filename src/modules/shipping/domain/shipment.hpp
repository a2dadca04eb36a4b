#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "modules/shipping/api/events.hpp"

namespace kontor::shipping {

// A shipment as it is kept.
struct Shipment {
  ShipmentId id;
  ShipmentId root_id;  // the one that was ordered, which this is or is a part of
  Uuid reference;
  std::string number;
  ShippingMethodId method_id;
  std::string method_name;
  std::string carrier;
  ShipmentStatus status = ShipmentStatus::created;
  personal::Sealed address;
  std::vector<PackedItem> items;
  std::optional<std::string> tracking_code;  // ours, from when it leaves the house
  std::optional<std::string> carrier_code;   // on the carrier's label
  Timestamp created_at;
  Timestamp updated_at;
  std::int64_t version = 1;

  bool has_left() const { return tracking_code.has_value(); }
};

std::string_view name_of(ShipmentStatus status);

// What staff may say. `cancelled` is behind nothing that has left the house.
bool may_become(ShipmentStatus from, ShipmentStatus to);
// What a carrier's news may move it to: never back, but over what it did not tell of. A parcel that the carrier has in
// its hands has left the house.
bool may_be_moved(ShipmentStatus from, ShipmentStatus to);
// What a carrier's news can be about.
bool is_on_the_way(ShipmentStatus status);
// Nothing comes behind it by itself.
bool is_over(ShipmentStatus status);

struct ItemShare {
  Uuid line_id;
  std::int64_t quantity = 0;
};
struct Split {
  std::vector<PackedItem> kept;
  std::vector<PackedItem> taken;
};
// `invalid` with pointers below /items: a line that it has not, or not so often; with code nothing_left where all of it
// would go.
Result<Split> split(std::span<const PackedItem> items, std::span<const ItemShare> shares);

}  // namespace kontor::shipping
