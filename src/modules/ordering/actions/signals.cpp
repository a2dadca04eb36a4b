#include "modules/ordering/actions/signals.hpp"

#include <array>

#include "kernel/json/json.hpp"
#include "modules/cart/api/events.hpp"
#include "modules/payment/api/events.hpp"
#include "modules/pricing/api/events.hpp"
#include "modules/shipping/api/events.hpp"

namespace kontor::ordering {

namespace {

using Kind = SignalKind;

Heard from(const inventory::StockReserved& said) {
  return {said.reference, {.kind = Kind::stock_reserved, .until = said.expires_at}};
}
Heard from(const inventory::ReservationExtended& said) {
  return {said.reference, {.kind = Kind::stock_extended, .until = said.expires_at}};
}
Heard from(const inventory::ReservationFailed& said) {
  return {
      .order = said.reference, .signal = {.kind = Kind::stock_refused, .code = said.reason}, .shortages = said.lines};
}
Heard from(const inventory::StockReleased& said) {
  return {said.reference, {.kind = Kind::stock_released, .code = said.reason}};
}
Heard from(const inventory::StockCommitted& said) {
  return {.order = said.reference, .signal = {.kind = Kind::stock_committed}, .parcel = said.parcel};
}

Heard from(const cart::CartClosed& said) {
  return {said.reference, {.kind = Kind::cart_closed}};
}
Heard from(const cart::CartRefused& said) {
  return {said.reference, {.kind = Kind::cart_refused, .code = said.reason}};
}
Heard from(const cart::CartReopened& said) {
  return {said.reference, {.kind = Kind::cart_reopened}};
}

Heard from(const pricing::PromotionsClaimed& said) {
  return {said.reference, {.kind = Kind::claims_made}};
}
Heard from(const pricing::PromotionsRefused& said) {
  const auto code = said.refusals.empty() ? std::string() : said.refusals.front().reason;
  return {said.reference, {.kind = Kind::claims_refused, .code = code}};
}
Heard from(const pricing::PromotionsReleased& said) {
  return {said.reference, {.kind = Kind::claims_released}};
}

Heard from(const payment::PaymentActionRequired& said) {
  return {said.reference,
          {.kind = Kind::payment_action,
           .detail = json::to_json(said.next_action),
           .takes_days = said.next_action.type == "bank_transfer"},
          said.payment_id.uuid()};
}
Heard from(const payment::PaymentAuthorized& said) {
  return {said.reference, {.kind = Kind::payment_authorized, .amount = said.amount.amount()}, said.payment_id.uuid()};
}
Heard from(const payment::PaymentCaptured& said) {
  return {said.reference, {.kind = Kind::payment_captured, .amount = said.amount.amount()}, said.payment_id.uuid()};
}
Heard from(const payment::PaymentFailed& said) {
  return {said.reference, {.kind = Kind::payment_failed, .code = said.code, .text = said.text}, said.payment_id.uuid()};
}
Heard from(const payment::PaymentVoided& said) {
  return {said.reference, {.kind = Kind::payment_voided}, said.payment_id.uuid()};
}
Heard from(const payment::PaymentRefunded& said) {
  return {.order = said.reference,
          .signal = {.kind = Kind::payment_refunded, .amount = said.refunded_in_all.amount()},
          .subject = said.payment_id.uuid(),
          .refund_id = said.refund_id};
}
Heard from(const payment::RefundFailed& said) {
  return {.order = said.reference,
          .signal = {.code = said.code},
          .subject = said.payment_id.uuid(),
          .refund_id = said.refund_id,
          .refund_failed = true};
}

Heard from(const shipping::ShipmentCreated& said) {
  return {.order = said.reference,
          .signal = {.kind = Kind::shipment_created},
          .subject = said.shipment_id.uuid(),
          .is_part = said.split_from.has_value()};
}
Heard from(const shipping::ShipmentDispatched& said) {
  return {.order = said.reference,
          .signal = {.kind = Kind::shipment_dispatched, .detail = said.tracking_code.value_or("")},
          .subject = said.shipment_id.uuid(),
          .items = said.items};
}
Heard from(const shipping::TrackingUpdated& said) {
  return {
      said.reference, {.kind = Kind::shipment_moved, .code = said.status, .text = said.text}, said.shipment_id.uuid()};
}
Heard from(const shipping::ShipmentDelivered& said) {
  return {said.reference, {.kind = Kind::shipment_delivered}, said.shipment_id.uuid()};
}
Heard from(const shipping::ShipmentFailed& said) {
  return {
      said.reference, {.kind = Kind::shipment_failed, .code = said.code, .text = said.text}, said.shipment_id.uuid()};
}
Heard from(const shipping::ShipmentCancelled& said) {
  return {said.reference, {.kind = Kind::shipment_cancelled}, said.shipment_id.uuid()};
}
Heard from(const shipping::ShipmentCancelRefused& said) {
  return {said.reference, {.kind = Kind::shipment_recall_refused, .code = said.status}, said.shipment_id.uuid()};
}

struct Ear {
  const events::MessageType* type;
  Result<Heard> (*read)(const events::Event&);
};

template <class M>
Result<Heard> read_as(const events::Event& event) {
  auto message = json::read<M>(event.payload, {.unknown = json::Unknown::ignore});
  if (!message) return std::move(message).error();
  return from(*message);
}

template <class... M>
constexpr std::array<Ear, sizeof...(M)> ears() {
  return {Ear{&M::kMessage, &read_as<M>}...};
}

constexpr auto kEars =
    ears<inventory::StockReserved, inventory::ReservationExtended, inventory::ReservationFailed,
         inventory::StockReleased, inventory::StockCommitted, cart::CartClosed, cart::CartRefused, cart::CartReopened,
         pricing::PromotionsClaimed, pricing::PromotionsRefused, pricing::PromotionsReleased,
         payment::PaymentActionRequired, payment::PaymentAuthorized, payment::PaymentCaptured, payment::PaymentFailed,
         payment::PaymentVoided, payment::PaymentRefunded, payment::RefundFailed, shipping::ShipmentCreated,
         shipping::ShipmentDispatched, shipping::TrackingUpdated, shipping::ShipmentDelivered, shipping::ShipmentFailed,
         shipping::ShipmentCancelled, shipping::ShipmentCancelRefused>();

}  // namespace

std::vector<events::MessageType> heard_messages() {
  std::vector<events::MessageType> all;
  for (const auto& ear : kEars) all.push_back(*ear.type);
  return all;
}

std::vector<events::MessageType> heard_at_once() {
  return {inventory::StockReserved::kMessage, cart::CartClosed::kMessage, pricing::PromotionsClaimed::kMessage,
          payment::PaymentCaptured::kMessage, shipping::ShipmentCreated::kMessage};
}

Result<Heard> heard(const events::Event& event) {
  for (const auto& ear : kEars) {
    if (ear.type->name == event.type) return ear.read(event);
  }
  return Error{ErrorKind::internal, "unheard", event.type};
}

}  // namespace kontor::ordering
