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

struct OrderConfirmed {
  static constexpr events::MessageType kMessage{"ordering.order_confirmed", 1, kOrderEvents, "order"};

  OrderId order_id;
  std::string number;
};
KONTOR_DESCRIBE(OrderConfirmed, order_id, number)

struct OrderCancelled {
  static constexpr events::MessageType kMessage{"ordering.order_cancelled", 1, kOrderEvents, "order"};

  OrderId order_id;
  std::string number;
  std::string reason;  // insufficient_stock, payment_declined, cart_changed, by_customer, by_staff, timed_out, …
};
KONTOR_DESCRIBE(OrderCancelled, order_id, number, reason)

struct OrderDispatched {
  static constexpr events::MessageType kMessage{"ordering.order_dispatched", 1, kOrderEvents, "order"};

  OrderId order_id;
  std::string number;
  std::optional<std::string> tracking_code;
};
KONTOR_DESCRIBE(OrderDispatched, order_id, number, tracking_code)

struct OrderCompleted {
  static constexpr events::MessageType kMessage{"ordering.order_completed", 1, kOrderEvents, "order"};

  OrderId order_id;
  std::string number;
};
KONTOR_DESCRIBE(OrderCompleted, order_id, number)

struct ReturnRequested {
  static constexpr events::MessageType kMessage{"ordering.return_requested", 1, kOrderEvents, "order"};

  OrderId order_id;
  ReturnId return_id;
  std::string reason;
};
KONTOR_DESCRIBE(ReturnRequested, order_id, return_id, reason)

struct ReturnReceived {
  static constexpr events::MessageType kMessage{"ordering.return_received", 1, kOrderEvents, "order"};

  OrderId order_id;
  ReturnId return_id;
};
KONTOR_DESCRIBE(ReturnReceived, order_id, return_id)

}  // namespace kontor::ordering
