#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/time.hpp"
#include "kernel/events/event.hpp"
#include "kernel/json/describe.hpp"
#include "kernel/personal/sealed.hpp"
#include "modules/shipping/api/shipping.hpp"

// What shipping obeys and what it publishes. Whoever commands chooses the shipment's id, which is the key of all these
// messages, and a `reference` that comes back with each answer. Each command may come again and changes nothing then;
// its answer is published again.
namespace kontor::shipping {

inline constexpr events::Topic kShippingCommands{"shipping-commands", events::Topic::Kind::commands};
inline constexpr events::Topic kShippingEvents{"shipping-events"};

struct PackedItem {
  Uuid line_id;  // the commander's
  std::string sku;
  std::string name;
  std::int64_t quantity = 0;
  std::int64_t weight_grams = 0;  // of one
};
KONTOR_DESCRIBE(PackedItem, line_id, sku, name, quantity, weight_grams)

// Answered by ShipmentCreated or ShipmentFailed. The address is a postal::Address as JSON, sealed for its person.
struct CreateShipment {
  static constexpr events::MessageType kMessage{"shipping.create_shipment", 1, kShippingCommands, "shipment"};

  ShipmentId shipment_id;
  Uuid reference;
  std::string number;  // that people know the order by; for the packing slip
  ShippingMethodId method_id;
  personal::Sealed address;
  std::vector<PackedItem> items;
};
KONTOR_DESCRIBE(CreateShipment, shipment_id, reference, number, method_id, address, items)

// Answered by ShipmentCancelled, also where it is not known (a CreateShipment that comes later fails), or by
// ShipmentCancelRefused when it has left the house. Of a shipment that was split, all parts are cancelled or none.
struct CancelShipment {
  static constexpr events::MessageType kMessage{"shipping.cancel_shipment", 1, kShippingCommands, "shipment"};

  ShipmentId shipment_id;
  Uuid reference;
  std::string reason;
};
KONTOR_DESCRIBE(CancelShipment, shipment_id, reference, reason)

struct ShipmentCreated {
  static constexpr events::MessageType kMessage{"shipping.shipment_created", 1, kShippingEvents, "shipment"};

  ShipmentId shipment_id;
  Uuid reference;
  std::string carrier;
  std::optional<ShipmentId> split_from;  // a part that staff took out of this one, under the same reference
};
KONTOR_DESCRIBE(ShipmentCreated, shipment_id, reference, carrier, split_from)

// It has left the house.
struct ShipmentDispatched {
  static constexpr events::MessageType kMessage{"shipping.shipment_dispatched", 1, kShippingEvents, "shipment"};

  ShipmentId shipment_id;
  Uuid reference;
  std::optional<std::string> tracking_code;
  std::vector<PackedItem> items;
};
KONTOR_DESCRIBE(ShipmentDispatched, shipment_id, reference, tracking_code, items)

struct TrackingUpdated {
  static constexpr events::MessageType kMessage{"shipping.tracking_updated", 1, kShippingEvents, "shipment"};

  ShipmentId shipment_id;
  Uuid reference;
  std::string status;  // ShipmentStatus
  std::string text;
  Timestamp at;
};
KONTOR_DESCRIBE(TrackingUpdated, shipment_id, reference, status, text, at)

struct ShipmentDelivered {
  static constexpr events::MessageType kMessage{"shipping.shipment_delivered", 1, kShippingEvents, "shipment"};

  ShipmentId shipment_id;
  Uuid reference;
};
KONTOR_DESCRIBE(ShipmentDelivered, shipment_id, reference)

// Could not be created, or was lost on its way.
struct ShipmentFailed {
  static constexpr events::MessageType kMessage{"shipping.shipment_failed", 1, kShippingEvents, "shipment"};

  ShipmentId shipment_id;
  Uuid reference;
  std::string code;  // unknown_method, address_refused, cancelled, carrier_refused, lost
  std::string text;
};
KONTOR_DESCRIBE(ShipmentFailed, shipment_id, reference, code, text)

struct ShipmentCancelled {
  static constexpr events::MessageType kMessage{"shipping.shipment_cancelled", 1, kShippingEvents, "shipment"};

  ShipmentId shipment_id;
  Uuid reference;
};
KONTOR_DESCRIBE(ShipmentCancelled, shipment_id, reference)

struct ShipmentCancelRefused {
  static constexpr events::MessageType kMessage{"shipping.shipment_cancel_refused", 1, kShippingEvents, "shipment"};

  ShipmentId shipment_id;
  Uuid reference;
  std::string status;
};
KONTOR_DESCRIBE(ShipmentCancelRefused, shipment_id, reference, status)

// Zones or methods are not what they were: what was read of them is old.
struct RatesChanged {
  static constexpr events::MessageType kMessage{"shipping.rates_changed", 1, kShippingEvents, "shipping_rates"};
  static constexpr std::string_view kKey = "rates";

  std::string what;  // zone, method
};
KONTOR_DESCRIBE(RatesChanged, what)

}  // namespace kontor::shipping
