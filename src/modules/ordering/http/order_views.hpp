#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/http/response.hpp"
#include "kernel/json/describe.hpp"
#include "modules/ordering/order.hpp"

// Orders as clients see them.
namespace kontor::ordering {

struct LineView {
  cart::CartLineId id;
  catalog::VariantId variant_id;
  std::string sku;
  std::string name;
  std::int64_t quantity = 0;
  Money unit_price;
  Money total;
  Money discount;
  Money tax;
};
KONTOR_DESCRIBE(LineView, id, variant_id, sku, name, quantity, unit_price, total, discount, tax)

struct PaymentView {
  payment::PaymentId id;
  payment::PaymentStatus status = payment::PaymentStatus::pending;
  std::string provider;
  std::optional<payment::NextAction> next_action;
  std::optional<std::string> failure;
};
KONTOR_DESCRIBE(PaymentView, id, status, provider, next_action, failure)

struct ShipmentView {
  shipping::ShipmentId id;
  shipping::ShipmentStatus status = shipping::ShipmentStatus::created;
  std::optional<std::string> tracking_code;
};
KONTOR_DESCRIBE(ShipmentView, id, status, tracking_code)

struct OrderView {
  OrderId id;
  std::string number;
  OrderStatus status = OrderStatus::pending;
  std::optional<std::string> status_reason;
  std::string email;
  Currency currency;
  std::vector<LineView> lines;
  pricing::Totals totals;
  std::vector<pricing::Adjustment> adjustments;
  postal::Address shipping_address;
  postal::Address billing_address;
  ChosenShipping shipping_option;
  std::optional<PaymentView> payment;
  std::optional<ShipmentView> shipment;
  std::optional<std::string> note;
  Timestamp created_at;
  std::int64_t version = 0;

  static void rules(json::Rules<OrderView>& rule) {
    rule(&OrderView::number).doc("That people know it by").example("1042");
    rule(&OrderView::status_reason)
        .doc(
            "Why it is cancelled: insufficient_stock, payment_declined, cart_changed, promotion_refused, "
            "payment_timed_out, timed_out, reservation_ended, shipment_failed, by_customer, by_staff");
    rule(&OrderView::payment).doc("None where nothing is to be paid");
    rule(&OrderView::shipment).doc("None before it is paid");
  }
};
KONTOR_DESCRIBE(OrderView, id, number, status, status_reason, email, currency, lines, totals, adjustments,
                shipping_address, billing_address, shipping_option, payment, shipment, note, created_at, version)

OrderView view_of(const Order& order);

struct ShortLine {
  catalog::VariantId variant_id;
  std::int64_t requested = 0;
  std::int64_t available = 0;
};
KONTOR_DESCRIBE(ShortLine, variant_id, requested, available)

// What a problem says of an order that came to nothing.
struct ShortageMembers {
  OrderId order_id;
  std::vector<ShortLine> lines;
};
KONTOR_DESCRIBE(ShortageMembers, order_id, lines)

struct CancelledMembers {
  OrderId order_id;
};
KONTOR_DESCRIBE(CancelledMembers, order_id)

// How POST /orders is answered by now: 201 when it is confirmed, 202 while it is under way, the problem that ended it.
Result<http::Response> outcome_of(const Order& order);

http::Response json_response(int status, std::string body);

}  // namespace kontor::ordering
