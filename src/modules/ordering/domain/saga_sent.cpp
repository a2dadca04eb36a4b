#include "modules/ordering/domain/saga_walk.hpp"

// From the confirmation to the end: nothing is asked of anybody but the stock of each parcel.
namespace kontor::ordering {

void Walk::confirm() {
  saga().awaited = {};
  saga().reason.clear();
  saga().step = Step::confirmed;
  rest();
  if (saga().status != OrderStatus::pending) return;
  saga().status = OrderStatus::confirmed;
  note("order_confirmed", "The order is confirmed.");
  tell(News::confirmed);
}

void Walk::confirmed() {
  switch (kind()) {
    case SignalKind::shipment_dispatched:
      return dispatch();
    case SignalKind::shipment_delivered:
      dispatch();
      return deliver();
    case SignalKind::shipment_failed:
    case SignalKind::shipment_cancelled:
      return lose_shipment();
    case SignalKind::stock_refused:
    case SignalKind::stock_released:
      return lose_reservation();
    case SignalKind::payment_refunded:
      return note_refund();
    case SignalKind::cancel:
      return recall(signal_.code);
    case SignalKind::shipment_moved:
    case SignalKind::stock_extended:
      return;
    default:
      return ignore();
  }
}

void Walk::note_refund() {
  note("payment_refunded", all_is_back() ? "All of the payment went back." : "A part of the payment went back.");
}

// It has left the house: what was reserved leaves with it, and nothing can be undone any more.
void Walk::dispatch() {
  saga().step = Step::dispatched;
  saga().status = OrderStatus::dispatched;
  saga().reason.clear();
  saga().awaited = Parties{};
  commit_parcel();
  note("order_dispatched", "The parcel is on its way.");
  tell(News::dispatched);
}

// Its part of the stock leaves with it.
void Walk::dispatch_another() {
  commit_parcel();
  note("parcel_dispatched", "Another parcel is on its way.");
}

void Walk::commit_parcel() {
  saga().awaited.add(Party::parcel);
  saga().attempts = 1;
  saga().due_at = now_ + rules_.step_timeout;
  send(Command::commit_stock);
}

void Walk::deliver() {
  saga().step = Step::delivered;
  saga().status = OrderStatus::delivered;
  if (!saga().awaited.has(Party::parcel)) plan_completion();
  note("order_delivered", "The parcel was delivered.");
  tell(News::delivered);
  if (rules_.complete_after.count() == 0) complete();
}

void Walk::plan_completion() {
  saga().attempts = 1;
  saga().due_at = now_ + rules_.complete_after;
}

void Walk::complete() {
  if (saga().awaited.none()) rest();
  saga().step = Step::completed;
  saga().status = OrderStatus::completed;
  note("order_completed", "The order is complete.");
  tell(News::completed);
}

void Walk::under_way() {
  switch (kind()) {
    case SignalKind::stock_committed:
      if (!answers(Party::parcel)) return ignore();
      note("stock_committed", "The goods have left the stock.");
      if (saga().step == Step::delivered) return plan_completion();
      return rest();
    case SignalKind::shipment_delivered:
      if (saga().step != Step::dispatched) return ignore();
      return deliver();
    case SignalKind::parcel_dispatched:
      if (saga().step != Step::dispatched) return ignore();
      return dispatch_another();
    case SignalKind::payment_refunded:
      return note_refund();
    case SignalKind::shipment_failed:
      note("shipment_failed", signal_.text.empty() ? "The parcel did not arrive." : signal_.text);
      return;
    case SignalKind::shipment_moved:
      return;
    case SignalKind::timeout:
      if (saga().awaited.has(Party::parcel)) return again();
      if (saga().step == Step::delivered) return complete();
      return rest();
    default:
      return ignore();
  }
}

}  // namespace kontor::ordering
