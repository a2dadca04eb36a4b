#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/json/describe.hpp"
#include "kernel/postal/address.hpp"
#include "modules/shipping/domain/shipment.hpp"
#include "modules/shipping/store/shipment_rows.hpp"

namespace kontor::shipping {

struct TrackingView {
  ShipmentStatus status = ShipmentStatus::created;
  std::string text;
  Timestamp at;
};
KONTOR_DESCRIBE(TrackingView, status, text, at)

// As staff see it.
struct ShipmentView {
  ShipmentId id;
  Uuid reference;
  std::string number;
  ShipmentStatus status = ShipmentStatus::created;
  std::string carrier;
  ShippingMethodId method_id;
  std::string method_name;
  std::optional<ShipmentId> split_from;
  std::optional<std::string> tracking_code;
  std::optional<std::string> carrier_code;
  std::vector<PackedItem> items;
  Timestamp created_at;
  Timestamp updated_at;
  std::int64_t version = 1;

  static void rules(json::Rules<ShipmentView>& rule);
};
KONTOR_DESCRIBE(ShipmentView, id, reference, number, status, carrier, method_id, method_name, split_from, tracking_code,
                carrier_code, items, created_at, updated_at, version)

// One, with where it goes and what happened.
struct ShipmentDetail {
  ShipmentView shipment;
  std::optional<postal::Address> address;  // none: the person was erased
  std::vector<TrackingView> events;

  static void rules(json::Rules<ShipmentDetail>& rule);
};
KONTOR_DESCRIBE(ShipmentDetail, shipment, address, events)

// As everybody sees it who has the code.
struct ParcelView {
  std::string tracking_code;
  ShipmentStatus status = ShipmentStatus::created;
  std::string carrier;
  std::optional<std::string> carrier_code;
  std::vector<TrackingView> events;

  static void rules(json::Rules<ParcelView>& rule);
};
KONTOR_DESCRIBE(ParcelView, tracking_code, status, carrier, carrier_code, events)

ShipmentView view_of(const Shipment& shipment);
std::vector<TrackingView> views_of(const std::vector<shipment_rows::TrackingEvent>& events);

}  // namespace kontor::shipping
