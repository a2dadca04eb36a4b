#include "modules/ordering/http/order_views.hpp"

#include "kernel/http/precondition.hpp"
#include "kernel/http/problem.hpp"
#include "kernel/json/json.hpp"
#include "modules/ordering/store/names.hpp"

namespace kontor::ordering {

namespace {

std::optional<std::string> said(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

std::optional<PaymentView> payment_of(const SagaRecord& record) {
  const auto& facts = record.saga.payment;
  if (facts.status.empty()) return std::nullopt;
  PaymentView view{.id = record.payment_id,
                   .status = value_named<payment::PaymentStatus>(facts.status),
                   .provider = record.provider,
                   .next_action = std::nullopt,
                   .failure = said(facts.failure)};
  if (!facts.next_action.empty()) {
    view.next_action = json::read<payment::NextAction>(facts.next_action, {.unknown = json::Unknown::ignore}).value();
  }
  return view;
}

std::optional<ShipmentView> shipment_of(const SagaRecord& record) {
  if (record.saga.shipment_status.empty()) return std::nullopt;
  return ShipmentView{record.shipment_id, value_named<shipping::ShipmentStatus>(record.saga.shipment_status),
                      said(record.saga.tracking_code)};
}

Error short_of(const Order& order) {
  ShortageMembers members{order.record.id, {}};
  for (const auto& one : order.record.shortages) {
    members.lines.push_back({catalog::VariantId(one.variant_id.uuid()), one.requested, one.available});
  }
  return http::with_members(conflict("insufficient_stock", "There is not enough in stock; the cart is open again."),
                            members);
}

Error ended(const Order& order, ErrorKind kind, std::string code, std::string detail) {
  return http::with_members(Error{kind, std::move(code), std::move(detail)}, CancelledMembers{order.record.id});
}

}  // namespace

OrderView view_of(const Order& order) {
  const auto& record = order.record;
  const auto& frozen = order.frozen;
  OrderView view{.id = record.id,
                 .number = record.number,
                 .status = record.saga.status,
                 .status_reason = said(record.saga.reason),
                 .email = order.email,
                 .currency = record.total.currency(),
                 .lines = {},
                 .totals = frozen.totals,
                 .adjustments = frozen.adjustments,
                 .shipping_address = frozen.shipping_address,
                 .billing_address = frozen.billing_address,
                 .shipping_option = frozen.shipping_option,
                 .payment = payment_of(record),
                 .shipment = shipment_of(record),
                 .note = frozen.note,
                 .created_at = order.placed_at,
                 .version = order.version};
  for (const auto& line : frozen.lines) {
    view.lines.push_back({line.id, line.variant_id, line.sku, line.name, line.quantity, line.unit_price, line.total,
                          line.discount, line.tax});
  }
  return view;
}

http::Response json_response(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "application/json");
  response.body = std::move(body);
  return response;
}

Result<http::Response> outcome_of(const Order& order) {
  const auto& saga = order.record.saga;
  const auto is = [&](std::string_view reason) { return saga.reason == reason; };
  if (saga.status == OrderStatus::cancelled) {
    if (is("insufficient_stock") || is("reservation_ended")) return short_of(order);
    if (is("payment_declined")) {
      return ended(order, ErrorKind::rejected, "payment_declined", "The payment was declined; the cart is open again.");
    }
    if (is("cart_changed") || is("promotion_refused")) {
      return ended(order, ErrorKind::conflict, "cart_changed",
                   "The cart or its prices changed meanwhile; look at it and order again.");
    }
  }
  const int status = saga.status == OrderStatus::pending ? 202 : saga.status == OrderStatus::cancelled ? 200 : 201;
  auto response = json_response(status, json::to_json(view_of(order)));
  response.set("Location", "/api/v1/orders/" + order.record.id.str());
  return response;
}

}  // namespace kontor::ordering
