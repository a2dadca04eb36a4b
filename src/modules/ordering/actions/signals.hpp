#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/events/event.hpp"
#include "modules/inventory/api/events.hpp"
#include "modules/ordering/domain/saga.hpp"
#include "modules/payment/api/payment.hpp"
#include "modules/shipping/api/events.hpp"

namespace kontor::ordering {

// What another module said, as the saga hears it.
struct Heard {
  Uuid order;  // its reference; may be no order's at all
  Signal signal;
  std::optional<Uuid> subject = {};  // the payment's or the shipment's id
  std::vector<inventory::Shortage> shortages = {};
  std::optional<Uuid> parcel = {};               // whose stock was committed
  std::vector<shipping::PackedItem> items = {};  // of a parcel that leaves
  bool is_part = false;                          // of a shipment that was taken apart
  std::optional<payment::RefundId> refund_id = {};
  bool refund_failed = false;  // says something of a refund, and nothing to the saga
};

// All that the saga listens to.
std::vector<events::MessageType> heard_messages();
// Those that bring an order forward: they are heard in the transaction that says them.
std::vector<events::MessageType> heard_at_once();
// Errors are those of reading the payload.
Result<Heard> heard(const events::Event& event);

}  // namespace kontor::ordering
