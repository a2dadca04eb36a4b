#include "modules/ordering/domain/saga.hpp"

#include <algorithm>
#include <array>

#include "modules/ordering/domain/saga_walk.hpp"

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

template <std::size_t N>
std::string_view name_in(const std::array<std::string_view, N>& names, int index) {
  return names.at(static_cast<std::size_t>(index));
}

}  // namespace

Move Walk::go() {
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

void Walk::begin(bool has_cart, bool has_claims) {
  note("order_placed", "The order was placed.");
  if (has_cart) ask(Party::cart, Command::close_cart);
  ask(Party::stock, Command::reserve_stock);
  if (has_claims) ask(Party::claims, Command::claim_promotions);
  enter(Step::reserving);
}

// Something that may have to be undone from now on.
void Walk::ask(Party party, Command command) {
  send(command);
  saga().awaited.add(party);
  saga().held.add(party);
}

void Walk::enter(Step step) {
  saga().step = step;
  saga().attempts = 1;
  saga().due_at = now_ + rules_.step_timeout;
}

void Walk::rest() {
  saga().due_at.reset();
  saga().attempts = 1;
}

bool Walk::answers(Party party) {
  if (!saga().awaited.has(party)) return false;
  saga().awaited.remove(party);
  return true;
}

// What is true whatever the step.
void Walk::learn() {
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

void Walk::settle_payment(std::string status) {
  saga().payment.status = std::move(status);
  saga().payment.next_action.clear();
}

void Walk::again() {
  ++saga().attempts;
  saga().due_at = now_ + rules_.step_timeout * std::min(saga().attempts, kLongestWaitAttempts);
  send_awaited();
}

void Walk::again_or_undo(std::string reason) {
  if (saga().attempts < rules_.attempts) return again();
  undo(std::move(reason));
}

void Walk::send_awaited() {
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
