#include "modules/ordering/domain/saga_walk.hpp"

// From the cart that was frozen to the shipment that is made.
namespace kontor::ordering {

void Walk::reserving() {
  switch (kind()) {
    case SignalKind::cart_closed:
      if (!answers(Party::cart)) return ignore();
      return reserved();
    case SignalKind::stock_reserved:
      if (!answers(Party::stock)) return ignore();
      note("stock_reserved", "The stock is reserved.");
      return reserved();
    case SignalKind::claims_made:
      if (!answers(Party::claims)) return ignore();
      note("promotions_claimed", "The discounts are granted.");
      return reserved();
    case SignalKind::cart_refused:
      saga().held.remove(Party::cart);
      note("cart_changed", "The cart was changed meanwhile.");
      return undo("cart_changed");
    case SignalKind::stock_refused:
      saga().held.remove(Party::stock);
      note("stock_refused", "There is not enough in stock.");
      return undo("insufficient_stock");
    case SignalKind::claims_refused:
      saga().held.remove(Party::claims);
      note("promotions_refused", "A discount cannot be granted any more.");
      return undo("promotion_refused");
    case SignalKind::stock_released:
      saga().held.remove(Party::stock);
      return undo("reservation_ended");
    case SignalKind::timeout:
      return again_or_undo("timed_out");
    case SignalKind::cancel:
      return undo(signal_.code);
    default:
      return ignore();
  }
}

void Walk::reserved() {
  if (!saga().awaited.none()) return;
  if (saga().is_free) return ship();
  saga().captures = outlasts(now_ + kComfortableSteps * rules_.step_timeout);
  ask(Party::payment, Command::take_payment);
  enter(Step::paying);
}

bool Walk::outlasts(Timestamp moment) {
  return saga().reserved_until && *saga().reserved_until >= moment;
}

void Walk::paying() {
  switch (kind()) {
    case SignalKind::payment_captured:
      note("payment_captured", "The payment has arrived.");
      return ship();
    case SignalKind::payment_authorized:
      note("payment_authorized", "The payment is authorised.");
      return saga().captures ? wait_for_capture() : secure();
    case SignalKind::payment_action:
      return await_customer();
    case SignalKind::timeout:
      if (saga().step == Step::awaiting_payment) return undo("payment_timed_out");
      return again_or_undo("payment_timed_out");
    default:
      return lost_on_the_way();
  }
}

// What ends the order before it is paid, wherever it stands.
void Walk::lost_on_the_way() {
  switch (kind()) {
    case SignalKind::payment_failed:
      saga().held.remove(Party::payment);
      note("payment_declined", signal_.text.empty() ? "The payment was declined." : signal_.text);
      return undo("payment_declined");
    case SignalKind::payment_voided:
      saga().held.remove(Party::payment);
      note("payment_voided", "The payment was given up.");
      return undo("payment_voided");
    case SignalKind::payment_refunded:
      if (!all_is_back()) return ignore();
      saga().held.remove(Party::payment);
      note("payment_refunded", "The payment was refunded.");
      return undo("payment_refunded");
    case SignalKind::stock_refused:
    case SignalKind::stock_released:
      saga().held.remove(Party::stock);
      note("reservation_ended", "The reservation has ended.");
      return undo("reservation_ended");
    case SignalKind::stock_extended:
      saga().awaited.remove(Party::extension);
      return;
    case SignalKind::cancel:
      return undo(signal_.code);
    default:
      return ignore();
  }
}

void Walk::wait_for_capture() {
  saga().step = Step::paying;
  saga().due_at = now_ + rules_.step_timeout;
}

void Walk::await_customer() {
  if (saga().step == Step::awaiting_payment) return ignore();
  enter(Step::awaiting_payment);
  saga().due_at = now_ + (signal_.takes_days ? rules_.transfer_deadline : rules_.action_deadline);
  const auto past = *saga().due_at + kComfortableSteps * rules_.step_timeout;
  if (!outlasts(past)) extend(past + rules_.transfer_deadline);
  note("payment_action_required",
       signal_.takes_days ? "The transfer of the money is awaited." : "The payment waits for the customer.");
  tell(News::awaits_payment);
}

void Walk::extend(Timestamp until) {
  send(Command::extend_reservation);
  move_.extend_to = until;
  saga().awaited.add(Party::extension);
}

// Authorised: the goods must be there for certain before the money is taken.
void Walk::secure() {
  saga().awaited.remove(Party::payment);
  enter(Step::securing);
  extend(now_ + rules_.hold);
}

void Walk::securing() {
  switch (kind()) {
    case SignalKind::stock_extended:
      saga().awaited.remove(Party::extension);
      if (saga().payment.captured > 0) return ship();
      send(Command::capture_payment);
      saga().awaited.add(Party::payment);
      return enter(Step::capturing);
    case SignalKind::payment_captured:
      note("payment_captured", "The payment has arrived.");
      return;
    case SignalKind::timeout:
      return again_or_undo("timed_out");
    default:
      return lost_on_the_way();
  }
}

void Walk::capturing() {
  switch (kind()) {
    case SignalKind::payment_captured:
      note("payment_captured", "The payment has arrived.");
      return ship();
    case SignalKind::timeout:
      return again_or_undo("payment_timed_out");
    default:
      return lost_on_the_way();
  }
}

void Walk::ship() {
  saga().awaited = {};
  ask(Party::shipment, Command::create_shipment);
  enter(Step::shipping);
  if (!outlasts(now_ + rules_.hold / 2)) {
    send(Command::extend_reservation);
    move_.extend_to = now_ + rules_.hold;
  }
}

void Walk::shipping() {
  switch (kind()) {
    case SignalKind::shipment_created:
      note("shipment_created", "The shipment is being prepared.");
      return confirm();
    case SignalKind::shipment_dispatched:
      confirm();
      return dispatch();
    case SignalKind::shipment_delivered:
      confirm();
      dispatch();
      return deliver();
    case SignalKind::shipment_failed:
    case SignalKind::shipment_cancelled:
      return lose_shipment();
    case SignalKind::stock_refused:
    case SignalKind::stock_released:
      return lose_reservation();
    case SignalKind::timeout:
      if (saga().attempts >= rules_.attempts) return recall("timed_out");
      return again();
    case SignalKind::cancel:
      return recall(signal_.code);
    case SignalKind::payment_refunded:
      note_refund();
      return;
    default:
      return ignore();
  }
}

}  // namespace kontor::ordering
