#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "kernel/audit/trail.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "modules/shipping/actions/carriers.hpp"
#include "modules/shipping/domain/shipment.hpp"

namespace kontor::shipping {

// The one way in which shipments change. Whoever changes one holds its family until the commit, so of two who want to
// move it at once the second finds where the first has moved it: one outcome, and its events.
class ShipmentDesk {
 public:
  ShipmentDesk(events::Log& log, audit::Trail trail, const Carriers& carriers)
      : log_(log), trail_(trail), carriers_(carriers) {}

  // What staff says of a shipment.
  struct Step {
    ShipmentStatus to = ShipmentStatus::packed;
    std::string text = {};  // empty: what is usually said
    std::optional<std::string> carrier_code = {};
    std::optional<Timestamp> at = {};  // none: now
  };
  // Asked about the version that is there; its Error ends the change.
  using Check = std::function<Result<void>(std::int64_t version)>;
  // `not_found`; `conflict` with code wrong_status.
  Result<Shipment> move(db::Tx& tx, const ShipmentId& id, const Step& step, const Check& check);

  // A remark about where it is, without moving it.
  Result<Shipment> remark(db::Tx& tx, const ShipmentId& id, const std::string& text, std::optional<Timestamp> at);

  // Takes these out of it into a shipment of their own, which it answers. Errors as move() and split().
  Result<Shipment> take_apart(db::Tx& tx, const ShipmentId& id, const std::vector<ItemShare>& shares,
                              const Check& check);

  // News that a carrier has signed. What was told before changes nothing; what comes too late is part of the history
  // and moves nothing back. Errors of Carrier::news_in; `not_found` for a shipment that is not with this carrier.
  Result<void> receive(db::Tx& tx, std::string_view carrier, const Webhook& webhook);

  // The sandbox carrier goes one step on, and tells by webhook. `conflict` with code not_sandbox, or wrong_status where
  // there is no further step.
  Result<Shipment> play_carrier(db::Tx& tx, const ShipmentId& id);

 private:
  Result<void> hear(db::Tx& tx, const CarrierNews& news, Shipment shipment);
  void leave_the_house(Shipment& shipment) const;
  void settle(db::Tx& tx, Shipment& shipment, ShipmentStatus to, const std::string& text, Timestamp at);
  void account_for(db::Tx& tx, std::string_view action, const ShipmentId& id, std::string_view before,
                   std::string_view after);

  events::Log& log_;
  audit::Trail trail_;
  const Carriers& carriers_;
};

}  // namespace kontor::shipping
