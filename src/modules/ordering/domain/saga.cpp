#include "modules/ordering/domain/saga.hpp"

#include <algorithm>
#include <array>

namespace kontor::ordering {

namespace {

constexpr std::array<std::string_view, 13> kSteps{
    "reserving",  "paying",    "awaiting_payment", "securing",  "capturing",    "shipping", "confirmed",
    "dispatched", "delivered", "completed",        "recalling", "compensating", "cancelled"};

constexpr std::array<std::string_view, kSignalKinds> kSignals{"timeout",
                                                              "cart_closed",
                                                              "cart_refused",
                                                              "cart_reopened",
                                                              "stock_reserved",
                                                              "stock_extended",
                                                              "stock_refused",
                                                              "stock_released",
                                                              "stock_committed",
                                                              "claims_made",
                                                              "claims_refused",
                                                              "claims_released",
                                                              "payment_action",
                                                              "payment_authorized",
                                                              "payment_captured",
                                                              "payment_failed",
                                                              "payment_voided",
                                                              "payment_refunded",
                                                              "shipment_created",
                                                              "shipment_failed",
                                                              "shipment_cancelled",
                                                              "shipment_recall_refused",
                                                              "shipment_dispatched",
                                                              "shipment_moved",
                                                              "shipment_delivered",
                                                              "parcel_dispatched",
                                                              "cancel"};

constexpr int kLongestWaitAttempts = 4;  // times the step's timeout, between two attempts to undo
constexpr int kComfortableSteps = 8;     // that a reservation must outlast for the money to be taken at once

// One signal's way through the machine.
class Walk {
 public:
  Walk(const Saga& saga, const Signal& signal, Timestamp now, const SagaRules& rules)
      : signal_(signal), now_(now), rules_(rules) {
    move_.saga = saga;
  }

  Move go() {
    learn();
    switch (saga().step) {
      case Step::reserving:
        reserving();
        break;
      case Step::paying:
      case Step::awaiting_payment:
        paying();
        break;
      case Step::securing:
        securing();
        break;
      case Step::capturing:
        capturing();
        break;
      case Step::shipping:
        shipping();
        break;
      case Step::confirmed:
        confirmed();
        break;
      case Step::dispatched:
      case Step::delivered:
      case Step::completed:
        under_way();
        break;
      case Step::recalling:
        recalling();
        break;
      case Step::compensating:
        compensating();
        break;
      case Step::cancelled:
        cancelled();
        break;
    }
    return std::move(move_);
  }

  void begin(bool has_cart, bool has_claims) {
    note("order_placed", "The order was placed.");
    if (has_cart) ask(Party::cart, Command::close_cart);
    ask(Party::stock, Command::reserve_stock);
    if (has_claims) ask(Party::claims, Command::claim_promotions);
    enter(Step::reserving);
  }
  Move take() { return std::move(move_); }

 private:
  Saga& saga() { return move_.saga; }
  SignalKind kind() const { return signal_.kind; }
  void note(std::string type, std::string text) { move_.notes.push_back({std::move(type), std::move(text)}); }
  void send(Command command) { move_.commands.push_back(command); }
  void tell(News news) { move_.news.push_back(news); }
  void ignore() { move_.heeded = !move_.notes.empty() || !move_.commands.empty(); }

  // Something that may have to be undone from now on.
  void ask(Party party, Command command) {
    send(command);
    saga().awaited.add(party);
    saga().held.add(party);
  }

  void enter(Step step) {
    saga().step = step;
    saga().attempts = 1;
    saga().due_at = now_ + rules_.step_timeout;
  }

  void rest() {
    saga().due_at.reset();
    saga().attempts = 1;
  }

  bool answers(Party party) {
    if (!saga().awaited.has(party)) return false;
    saga().awaited.remove(party);
    return true;
  }

  // What is true whatever the step.
  void learn() {
    auto& payment = saga().payment;
    switch (kind()) {
      case SignalKind::stock_reserved:
      case SignalKind::stock_extended:
        saga().reserved_until = signal_.until;
        break;
      case SignalKind::payment_action:
        if (payment.status == "pending") {
          payment.status = "requires_action";
          payment.next_action = signal_.detail;
        }
        break;
      case SignalKind::payment_authorized:
        if (payment.captured == 0) settle_payment("authorized");
        break;
      case SignalKind::payment_captured:
        if (payment.captured == 0 && payment.status != "refunded") {
          payment.captured = signal_.amount;
          settle_payment("captured");
        }
        break;
      case SignalKind::payment_failed:
        if (payment.captured == 0) {
          settle_payment("failed");
          payment.failure = signal_.code;
        }
        break;
      case SignalKind::payment_voided:
        if (payment.captured == 0 && payment.status != "failed") settle_payment("voided");
        break;
      case SignalKind::payment_refunded:
        payment.refunded = std::max(payment.refunded, signal_.amount);
        settle_payment(all_is_back() ? "refunded" : "partially_refunded");
        break;
      case SignalKind::shipment_created:
        if (saga().shipment_status.empty()) saga().shipment_status = "created";
        break;
      case SignalKind::shipment_failed:
        saga().shipment_status = "failed";
        break;
      case SignalKind::shipment_cancelled:
        saga().shipment_status = "cancelled";
        break;
      case SignalKind::shipment_dispatched:
        saga().tracking_code = signal_.detail;
        if (saga().shipment_status != "delivered") saga().shipment_status = "dispatched";
        break;
      case SignalKind::shipment_moved:
        if (!signal_.code.empty() && saga().shipment_status != "delivered") saga().shipment_status = signal_.code;
        break;
      case SignalKind::shipment_delivered:
        saga().shipment_status = "delivered";
        break;
      default:
        break;
    }
  }

  void settle_payment(std::string status) {
    saga().payment.status = std::move(status);
    saga().payment.next_action.clear();
  }
  bool all_is_back() { return saga().payment.refunded >= saga().payment.captured; }

  // Forward.

  void reserving() {
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

  void reserved() {
    if (!saga().awaited.none()) return;
    if (saga().is_free) return ship();
    saga().captures = outlasts(now_ + kComfortableSteps * rules_.step_timeout);
    ask(Party::payment, Command::take_payment);
    enter(Step::paying);
  }

  bool outlasts(Timestamp moment) { return saga().reserved_until && *saga().reserved_until >= moment; }

  void paying() {
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
  void lost_on_the_way() {
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

  void wait_for_capture() {
    saga().step = Step::paying;
    saga().due_at = now_ + rules_.step_timeout;
  }

  void await_customer() {
    if (saga().step == Step::awaiting_payment) return ignore();
    enter(Step::awaiting_payment);
    saga().due_at = now_ + (signal_.takes_days ? rules_.transfer_deadline : rules_.action_deadline);
    const auto past = *saga().due_at + kComfortableSteps * rules_.step_timeout;
    if (!outlasts(past)) extend(past + rules_.transfer_deadline);
    note("payment_action_required",
         signal_.takes_days ? "The transfer of the money is awaited." : "The payment waits for the customer.");
    tell(News::awaits_payment);
  }

  void extend(Timestamp until) {
    send(Command::extend_reservation);
    move_.extend_to = until;
    saga().awaited.add(Party::extension);
  }

  // Authorised: the goods must be there for certain before the money is taken.
  void secure() {
    saga().awaited.remove(Party::payment);
    enter(Step::securing);
    extend(now_ + rules_.hold);
  }

  void securing() {
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

  void capturing() {
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

  void ship() {
    saga().awaited = {};
    ask(Party::shipment, Command::create_shipment);
    enter(Step::shipping);
    if (!outlasts(now_ + rules_.hold / 2)) {
      send(Command::extend_reservation);
      move_.extend_to = now_ + rules_.hold;
    }
  }

  void shipping() {
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
        saga().held.remove(Party::shipment);
        note("shipment_failed", "It cannot be sent.");
        return undo("shipment_failed");
      case SignalKind::stock_refused:
      case SignalKind::stock_released:
        saga().held.remove(Party::stock);
        note("reservation_ended", "The reservation has ended.");
        return recall("reservation_ended");
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

  void confirm() {
    saga().awaited = {};
    saga().reason.clear();
    saga().step = Step::confirmed;
    rest();
    if (saga().status != OrderStatus::pending) return;
    saga().status = OrderStatus::confirmed;
    note("order_confirmed", "The order is confirmed.");
    tell(News::confirmed);
  }

  void confirmed() {
    switch (kind()) {
      case SignalKind::shipment_dispatched:
        return dispatch();
      case SignalKind::shipment_delivered:
        dispatch();
        return deliver();
      case SignalKind::shipment_failed:
      case SignalKind::shipment_cancelled:
        saga().held.remove(Party::shipment);
        note("shipment_failed", "It cannot be sent.");
        return undo("shipment_failed");
      case SignalKind::stock_refused:
      case SignalKind::stock_released:
        saga().held.remove(Party::stock);
        note("reservation_ended", "The reservation has ended.");
        return recall("reservation_ended");
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

  void note_refund() {
    note("payment_refunded", all_is_back() ? "All of the payment went back." : "A part of the payment went back.");
  }

  // It has left the house: what was reserved leaves with it, and nothing can be undone any more.
  void dispatch() {
    saga().step = Step::dispatched;
    saga().status = OrderStatus::dispatched;
    saga().reason.clear();
    saga().awaited = Parties{};
    commit_parcel();
    note("order_dispatched", "The parcel is on its way.");
    tell(News::dispatched);
  }

  // Its part of the stock leaves with it.
  void dispatch_another() {
    commit_parcel();
    note("parcel_dispatched", "Another parcel is on its way.");
  }

  void commit_parcel() {
    saga().awaited.add(Party::parcel);
    saga().attempts = 1;
    saga().due_at = now_ + rules_.step_timeout;
    send(Command::commit_stock);
  }

  void deliver() {
    saga().step = Step::delivered;
    saga().status = OrderStatus::delivered;
    if (!saga().awaited.has(Party::parcel)) plan_completion();
    note("order_delivered", "The parcel was delivered.");
    tell(News::delivered);
    if (rules_.complete_after.count() == 0) complete();
  }

  void plan_completion() {
    saga().attempts = 1;
    saga().due_at = now_ + rules_.complete_after;
  }

  void complete() {
    if (saga().awaited.none()) rest();
    saga().step = Step::completed;
    saga().status = OrderStatus::completed;
    note("order_completed", "The order is complete.");
    tell(News::completed);
  }

  void under_way() {
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

  // Back.

  void recall(std::string reason) {
    saga().reason = std::move(reason);
    saga().awaited = Parties{};
    saga().awaited.add(Party::shipment);
    send(Command::cancel_shipment);
    note("cancelling", "The order is being cancelled.");
    enter(Step::recalling);
  }

  void recalling() {
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
  void undo(std::string reason) {
    if (saga().step != Step::recalling) note("cancelling", "The order is being cancelled.");
    saga().reason = std::move(reason);
    saga().awaited = saga().held;
    saga().awaited.remove(Party::shipment);
    if (paid_back()) saga().awaited.remove(Party::payment);
    enter(Step::compensating);
    send_awaited();
    if (saga().awaited.none()) finish();
  }

  bool paid_back() {
    const auto& payment = saga().payment;
    return payment.status == "failed" || payment.status == "voided" || payment.status == "refunded";
  }

  void compensating() {
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

  void undone(Party party, std::string type, std::string text) {
    if (!answers(party)) return ignore();
    saga().held.remove(party);
    note(std::move(type), std::move(text));
    if (saga().awaited.none()) finish();
  }

  void finish() {
    saga().step = Step::cancelled;
    rest();
    if (saga().status == OrderStatus::cancelled) return;
    saga().status = OrderStatus::cancelled;
    note("order_cancelled", "The order is cancelled.");
    tell(News::cancelled);
  }

  // Money that arrives now goes back.
  void cancelled() {
    if (kind() != SignalKind::payment_captured || all_is_back()) return ignore();
    note("payment_captured", "The payment has arrived, and goes back.");
    saga().awaited.add(Party::payment);
    saga().held.add(Party::payment);
    send(Command::void_payment);
    enter(Step::compensating);
  }

  // Time.

  void again() {
    ++saga().attempts;
    saga().due_at = now_ + rules_.step_timeout * std::min(saga().attempts, kLongestWaitAttempts);
    send_awaited();
  }

  void again_or_undo(std::string reason) {
    if (saga().attempts < rules_.attempts) return again();
    undo(std::move(reason));
  }

  void send_awaited() {
    const bool back = saga().step == Step::compensating || saga().step == Step::recalling;
    const auto each = [&](Party party, Command forward, Command backward) {
      if (saga().awaited.has(party)) send(back ? backward : forward);
    };
    each(Party::shipment, Command::create_shipment, Command::cancel_shipment);
    each(Party::payment, saga().step == Step::capturing ? Command::capture_payment : Command::take_payment,
         Command::void_payment);
    each(Party::claims, Command::claim_promotions, Command::release_promotions);
    each(Party::stock, Command::reserve_stock, Command::release_stock);
    each(Party::cart, Command::close_cart, Command::reopen_cart);
    each(Party::parcel, Command::commit_stock, Command::commit_stock);
    if (saga().awaited.has(Party::extension) && !back) extend(now_ + rules_.hold);
  }

  const Signal& signal_;
  const Timestamp now_;
  const SagaRules& rules_;
  Move move_;
};

template <std::size_t N>
std::string_view name_in(const std::array<std::string_view, N>& names, int index) {
  return names.at(static_cast<std::size_t>(index));
}

}  // namespace

std::string_view to_string(Step step) {
  return name_in(kSteps, static_cast<int>(step));
}

std::optional<Step> step_named(std::string_view name) {
  const auto found = std::ranges::find(kSteps, name);
  if (found == kSteps.end()) return std::nullopt;
  return static_cast<Step>(found - kSteps.begin());
}

std::string_view to_string(SignalKind kind) {
  return name_in(kSignals, static_cast<int>(kind));
}

Move begin(Timestamp now, const SagaRules& rules, bool has_cart, bool has_claims, bool is_free) {
  Saga fresh;
  fresh.is_free = is_free;
  if (is_free) fresh.payment.status.clear();
  const Signal none{};
  Walk walk(fresh, none, now, rules);
  walk.begin(has_cart, has_claims);
  return walk.take();
}

Move advance(const Saga& saga, const Signal& signal, Timestamp now, const SagaRules& rules) {
  return Walk(saga, signal, now, rules).go();
}

bool may_cancel(const Saga& saga) {
  switch (saga.step) {
    case Step::dispatched:
    case Step::delivered:
    case Step::completed:
    case Step::recalling:
    case Step::compensating:
    case Step::cancelled:
      return false;
    default:
      return true;
  }
}

bool is_under_way(const Saga& saga) {
  return saga.due_at.has_value();
}

}  // namespace kontor::ordering
