#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/shipping/domain/shipment.hpp"

// shipping.shipment, shipping.refused_shipment and shipping.tracking_event.
namespace kontor::shipping::shipment_rows {

// What is known of what is to be sent, in the order asked.
struct Known {
  bool method_known = false;  // also one that was removed
  std::string method_name;
  std::string method_carrier;
  std::optional<std::string> carrier;  // of the shipment that is there already
  struct Refusal {
    std::string code;
    std::string text;
  };
  std::optional<Refusal> refusal;
};
struct Wanted {
  ShipmentId id;
  ShippingMethodId method_id;
};
std::vector<Known> known(db::Tx& tx, std::span<const Wanted> wanted);

// Travel with the next query or the commit. Of shipments that are there already nothing changes.
void insert(db::Tx& tx, std::span<const Shipment> shipments);
struct Refused {
  ShipmentId id;
  Uuid reference;
  std::string code;
  std::string text;
};
void refuse(db::Tx& tx, std::span<const Refused> refused);
// Removes up to so many that were refused more than so many days ago; how many there were.
std::uint64_t forget_refused(db::Tx& tx, int days, int most);
// What can change of one; counts the version up.
void update(db::Tx& tx, const Shipment& shipment);

// The families of these, by root and id, each held by its root's row until the transaction ends; in one order, so that
// two who hold several do not wait for each other.
std::vector<Shipment> hold_families(db::Tx& tx, std::span<const ShipmentId> ids);
struct Held {
  Shipment shipment;
  Timestamp now;
};
// One, with its family held. nullopt: there is none.
std::optional<Held> hold(db::Tx& tx, const ShipmentId& id);

struct Filter {
  std::optional<ShipmentStatus> status;
  std::optional<std::string> carrier;
  std::optional<Uuid> reference;
  std::optional<std::string> number;
};
// The newest first, behind `before`.
Result<std::vector<Shipment>> list(const db::Database& database, const Filter& filter,
                                   const std::optional<ShipmentId>& before, int limit);
Result<std::optional<Shipment>> find(const db::Database& database, const ShipmentId& id);
Result<std::vector<ShipmentSummary>> summaries(const db::Database& database, std::span<const ShipmentId> ids);
Result<std::optional<Shipment>> find_by_code(const db::Database& database, std::string_view tracking_code);
// Not yet over, behind `after`.
Result<std::vector<ShipmentId>> under_way(const db::Database& database, std::string_view carrier,
                                          const std::optional<ShipmentId>& after, int limit);

struct TrackingEvent {
  ShipmentStatus status = ShipmentStatus::created;
  std::string text;
  Timestamp at;
};
// False: the carrier told it before.
bool record(db::Tx& tx, const ShipmentId& id, const std::optional<std::string>& news_id, const TrackingEvent& event);
// In the order it happened.
Result<std::vector<TrackingEvent>> history(const db::Database& database, const ShipmentId& id);

Timestamp now(db::Tx& tx);

Result<void> check(const db::Database& database);

}  // namespace kontor::shipping::shipment_rows
