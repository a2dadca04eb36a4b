#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/money.hpp"
#include "kernel/core/time.hpp"
#include "kernel/events/event.hpp"
#include "kernel/json/describe.hpp"
#include "kernel/personal/sealed.hpp"
#include "modules/catalog/api/catalog.hpp"
#include "modules/ordering/api/ordering.hpp"
#include "modules/pricing/api/pricing.hpp"

// What ordering publishes; the key is the order's id. Personal data is sealed for the user, or for the guest of that
// address.
namespace kontor::ordering {

inline constexpr events::Topic kOrderEvents{"order-events"};

struct OrderedLine {
  Uuid line_id;
  catalog::VariantId variant_id;
  std::string sku;
  std::string name;
  std::int64_t quantity = 0;
  Money unit_price;
  Money total;
};
KONTOR_DESCRIBE(OrderedLine, line_id, variant_id, sku, name, quantity, unit_price, total)

struct OrderPlaced {
  static constexpr events::MessageType kMessage{"ordering.order_placed", 1, kOrderEvents, "order"};

  OrderId order_id;
  std::string number;
  std::optional<Uuid> user_id;
  personal::Sealed email;
  std::vector<OrderedLine> lines;
  pricing::Totals totals;
  Timestamp placed_at;
};
KONTOR_DESCRIBE(OrderPlaced, order_id, number, user_id, email, lines, totals, placed_at)

// Where the order stands with an event: what live streams show. `seq` is the entry's number in the order's timeline.
struct Progress {
  std::int64_t seq = 0;
  Timestamp at;
  std::string type;
  std::string text;
  OrderStatus status = OrderStatus::pending;
  std::optional<Uuid> user_id;
};
KONTOR_DESCRIBE(Progress, seq, at, type, text, status, user_id)

// The customer has to do something before the payment can go on, or a transfer is on its way.
struct OrderAwaitsPayment {
  static constexpr events::MessageType kMessage{"ordering.order_awaits_payment", 1, kOrderEvents, "order"};

  OrderId order_id;
  std::string number;
  std::optional<Progress> progress;
};
KONTOR_DESCRIBE(OrderAwaitsPayment, order_id, number, progress)

struct OrderConfirmed {
  static constexpr events::MessageType kMessage{"ordering.order_confirmed", 1, kOrderEvents, "order"};

  OrderId order_id;
  std::string number;
  std::optional<Progress> progress;
};
KONTOR_DESCRIBE(OrderConfirmed, order_id, number, progress)

struct OrderCancelled {
  static constexpr events::MessageType kMessage{"ordering.order_cancelled", 1, kOrderEvents, "order"};

  OrderId order_id;
  std::string number;
  std::string reason;  // insufficient_stock, payment_declined, cart_changed, by_customer, by_staff, timed_out, …
  std::optional<Progress> progress;
};
KONTOR_DESCRIBE(OrderCancelled, order_id, number, reason, progress)

// It was to be cancelled, but the parcel has left: it goes on.
struct OrderCancelRefused {
  static constexpr events::MessageType kMessage{"ordering.order_cancel_refused", 1, kOrderEvents, "order"};

  OrderId order_id;
  std::string number;
  std::optional<Progress> progress;
};
KONTOR_DESCRIBE(OrderCancelRefused, order_id, number, progress)

struct OrderDispatched {
  static constexpr events::MessageType kMessage{"ordering.order_dispatched", 1, kOrderEvents, "order"};

  OrderId order_id;
  std::string number;
  std::optional<std::string> tracking_code;
  std::optional<Progress> progress;
};
KONTOR_DESCRIBE(OrderDispatched, order_id, number, tracking_code, progress)

struct OrderDelivered {
  static constexpr events::MessageType kMessage{"ordering.order_delivered", 1, kOrderEvents, "order"};

  OrderId order_id;
  std::string number;
  std::optional<Progress> progress;
};
KONTOR_DESCRIBE(OrderDelivered, order_id, number, progress)

struct OrderCompleted {
  static constexpr events::MessageType kMessage{"ordering.order_completed", 1, kOrderEvents, "order"};

  OrderId order_id;
  std::string number;
  std::optional<Progress> progress;
};
KONTOR_DESCRIBE(OrderCompleted, order_id, number, progress)

struct ReturnRequested {
  static constexpr events::MessageType kMessage{"ordering.return_requested", 1, kOrderEvents, "order"};

  OrderId order_id;
  ReturnId return_id;
  std::string reason;
  std::optional<Progress> progress;
};
KONTOR_DESCRIBE(ReturnRequested, order_id, return_id, reason, progress)

struct ReturnReceived {
  static constexpr events::MessageType kMessage{"ordering.return_received", 1, kOrderEvents, "order"};

  OrderId order_id;
  ReturnId return_id;
  std::optional<Progress> progress;
};
KONTOR_DESCRIBE(ReturnReceived, order_id, return_id, progress)

}  // namespace kontor::ordering
