#include "modules/ordering/domain/saga_walk.hpp"

// Back, from wherever it stood.
namespace kontor::ordering {

void Walk::recall(std::string reason) {
  saga().reason = std::move(reason);
  saga().awaited = Parties{};
  saga().awaited.add(Party::shipment);
  send(Command::cancel_shipment);
  note("cancelling", "The order is being cancelled.");
  enter(Step::recalling);
}

void Walk::lose_shipment() {
  saga().held.remove(Party::shipment);
  note("shipment_failed", "It cannot be sent.");
  undo("shipment_failed");
}

void Walk::lose_reservation() {
  saga().held.remove(Party::stock);
  note("reservation_ended", "The reservation has ended.");
  recall("reservation_ended");
}

void Walk::recalling() {
  switch (kind()) {
    case SignalKind::shipment_cancelled:
    case SignalKind::shipment_failed:
      saga().held.remove(Party::shipment);
      return undo(saga().reason);
    case SignalKind::shipment_recall_refused:
      confirm();
      note("cancel_refused", "The parcel has left already: the order goes on.");
      return tell(News::cancel_refused);
    case SignalKind::shipment_dispatched:
      note("cancel_refused", "The parcel has left already: the order goes on.");
      confirm();
      return dispatch();
    case SignalKind::shipment_delivered:
      confirm();
      dispatch();
      return deliver();
    case SignalKind::stock_released:
    case SignalKind::stock_refused:
      saga().held.remove(Party::stock);
      return;
    case SignalKind::payment_refunded:
      return note_refund();
    case SignalKind::timeout:
      return again();
    default:
      return ignore();
  }
}

// All of it at once, because no part needs another's answer. What may have been done counts as done: its undoing
// forbids it for good.
void Walk::undo(std::string reason) {
  if (saga().step != Step::recalling) note("cancelling", "The order is being cancelled.");
  saga().reason = std::move(reason);
  saga().awaited = saga().held;
  saga().awaited.remove(Party::shipment);
  if (paid_back()) saga().awaited.remove(Party::payment);
  enter(Step::compensating);
  send_awaited();
  if (saga().awaited.none()) finish();
}

bool Walk::paid_back() {
  const auto& payment = saga().payment;
  return payment.status == "failed" || payment.status == "voided" || payment.status == "refunded";
}

void Walk::compensating() {
  switch (kind()) {
    case SignalKind::stock_released:
      return undone(Party::stock, "stock_released", "The reservation was given up.");
    case SignalKind::claims_released:
      return undone(Party::claims, "promotions_released", "The discounts were given back.");
    case SignalKind::cart_reopened:
      return undone(Party::cart, "cart_reopened", "The cart is open again.");
    case SignalKind::payment_voided:
      return undone(Party::payment, "payment_voided", "Nothing was taken.");
    case SignalKind::payment_failed:
      return undone(Party::payment, "payment_failed", "Nothing was taken.");
    case SignalKind::payment_refunded:
      if (!all_is_back()) return note_refund();
      return undone(Party::payment, "payment_refunded", "All of the payment went back.");
    case SignalKind::payment_captured:
      note("payment_captured", "The payment has arrived, and goes back.");
      return;
    case SignalKind::timeout:
      return again();
    default:
      return ignore();
  }
}

void Walk::undone(Party party, std::string type, std::string text) {
  if (!answers(party)) return ignore();
  saga().held.remove(party);
  note(std::move(type), std::move(text));
  if (saga().awaited.none()) finish();
}

void Walk::finish() {
  saga().step = Step::cancelled;
  rest();
  if (saga().status == OrderStatus::cancelled) return;
  saga().status = OrderStatus::cancelled;
  note("order_cancelled", "The order is cancelled.");
  tell(News::cancelled);
}

// Money that arrives now goes back.
void Walk::cancelled() {
  if (kind() != SignalKind::payment_captured || all_is_back()) return ignore();
  note("payment_captured", "The payment has arrived, and goes back.");
  saga().awaited.add(Party::payment);
  saga().held.add(Party::payment);
  send(Command::void_payment);
  enter(Step::compensating);
}

}  // namespace kontor::ordering
