#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/time.hpp"
#include "modules/ordering/api/ordering.hpp"

// The way of an order from the frozen cart to the delivered parcel, and back: a pure state machine. What arrives is a
// Signal; what comes of it is a Move: the saga as it is now, the commands that go out with it, and what is to be told.
// Signals may come late, twice, and in any order between modules.
namespace kontor::ordering {

enum class Step {
  reserving,         // cart, stock and promotions, at once
  paying,            // the provider was not heard of yet
  awaiting_payment,  // the customer has to do something
  securing,          // authorised; the reservation is being made sure of
  capturing,
  shipping,  // paid; the shipment is being created
  confirmed,
  dispatched,
  delivered,
  completed,
  recalling,     // to be cancelled: first the shipment must not leave the house
  compensating,  // what was done is being undone
  cancelled
};
std::string_view to_string(Step step);
std::optional<Step> step_named(std::string_view name);

// Whom a saga has to do with. A set of them is what it waits for, or what it holds.
enum class Party : std::uint8_t {
  cart = 1,
  stock = 2,
  claims = 4,
  payment = 8,
  shipment = 16,
  extension = 32,
  parcel = 64
};

class Parties {
 public:
  constexpr Parties() = default;
  constexpr explicit Parties(std::uint8_t bits) : bits_(bits) {}

  constexpr bool has(Party one) const { return (bits_ & static_cast<std::uint8_t>(one)) != 0; }
  constexpr bool none() const { return bits_ == 0; }
  constexpr void add(Party one) { bits_ |= static_cast<std::uint8_t>(one); }
  constexpr void remove(Party one) { bits_ &= static_cast<std::uint8_t>(~static_cast<unsigned>(one)); }
  constexpr std::uint8_t bits() const { return bits_; }
  constexpr bool operator==(const Parties&) const = default;

 private:
  std::uint8_t bits_ = 0;
};

// What is known of the payment, from what payment said.
struct PaymentFacts {
  std::string status = "pending";  // payment::PaymentStatus; empty: nothing is to be paid
  std::int64_t captured = 0;
  std::int64_t refunded = 0;
  std::string failure;      // a code, where it failed
  std::string next_action;  // JSON, while the customer has to do something

  bool operator==(const PaymentFacts&) const = default;
};

struct Saga {
  Step step = Step::reserving;
  OrderStatus status = OrderStatus::pending;
  std::string reason;                    // why it is or will be cancelled
  Parties awaited = {};                  // who has not answered yet
  Parties held = {};                     // where something was done, or may have been: what there is to undo
  int attempts = 1;                      // of the step
  bool is_free = false;                  // nothing is to be paid
  bool captures = true;                  // the payment was told to capture at once
  std::optional<Timestamp> due_at = {};  // when the step is looked at again; none: it rests
  std::optional<Timestamp> reserved_until = {};
  std::string shipment_status = {};  // shipping::ShipmentStatus; empty: there is none
  std::string tracking_code = {};
  PaymentFacts payment = {};

  bool operator==(const Saga&) const = default;
};

enum class SignalKind {
  timeout,
  cart_closed,
  cart_refused,
  cart_reopened,
  stock_reserved,
  stock_extended,
  stock_refused,  // not reserved, or not any more
  stock_released,
  stock_committed,
  claims_made,
  claims_refused,
  claims_released,
  payment_action,
  payment_authorized,
  payment_captured,
  payment_failed,
  payment_voided,
  payment_refunded,
  shipment_created,
  shipment_failed,
  shipment_cancelled,
  shipment_recall_refused,
  shipment_dispatched,
  shipment_moved,
  shipment_delivered,  // all of it
  parcel_dispatched,   // another one, of an order that was sent in parts
  cancel               // somebody wants it to be cancelled; `code` is the reason
};
inline constexpr int kSignalKinds = static_cast<int>(SignalKind::cancel) + 1;
std::string_view to_string(SignalKind kind);

struct Signal {
  SignalKind kind = SignalKind::timeout;
  std::string code = {};                // why, or the state of a shipment
  std::string text = {};                // for people
  std::optional<Timestamp> until = {};  // of a reservation
  std::int64_t amount = 0;              // captured; refunded in all
  std::string detail = {};              // the next action as JSON; a tracking code
  bool takes_days = false;              // the next action is a bank transfer
};

enum class Command {
  close_cart,
  reserve_stock,
  claim_promotions,
  take_payment,
  extend_reservation,
  capture_payment,
  create_shipment,
  commit_stock,
  cancel_shipment,
  void_payment,
  release_stock,
  release_promotions,
  reopen_cart
};

enum class News { awaits_payment, confirmed, cancelled, cancel_refused, dispatched, delivered, completed };

struct TimelineNote {
  std::string type;
  std::string text;
};

struct Move {
  Saga saga;
  std::vector<Command> commands = {};
  std::vector<TimelineNote> notes = {};
  std::vector<News> news = {};
  std::optional<Timestamp> extend_to = {};  // of extend_reservation
  bool heeded = true;                       // false: the signal changes nothing
};

struct SagaRules {
  std::chrono::seconds step_timeout{30};
  int attempts = 3;  // of a step forward; a step back is tried for as long as it takes
  std::chrono::seconds action_deadline{std::chrono::hours(1)};
  std::chrono::seconds transfer_deadline{std::chrono::days(7)};
  std::chrono::seconds hold{std::chrono::days(30)};            // of the stock, from the beginning
  std::chrono::seconds complete_after{std::chrono::days(14)};  // of the delivery
};

// The first commands: all at once, because none of them needs another's answer.
Move begin(Timestamp now, const SagaRules& rules, bool has_cart, bool has_claims, bool is_free);
Move advance(const Saga& saga, const Signal& signal, Timestamp now, const SagaRules& rules);

// Whether a customer may still have it cancelled.
bool may_cancel(const Saga& saga);
// It goes on by itself, or with an answer; otherwise nobody has anything to do before somebody acts.
bool is_under_way(const Saga& saga);

}  // namespace kontor::ordering
