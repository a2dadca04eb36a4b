#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "kernel/core/result.hpp"
#include "modules/payment/api/events.hpp"
#include "modules/payment/domain/charge.hpp"
#include "modules/payment/domain/payment.hpp"

namespace kontor::payment {

using Announcement = std::variant<PaymentInitiated, PaymentActionRequired, PaymentAuthorized, PaymentCaptured,
                                  PaymentFailed, PaymentVoided, PaymentRefunded, RefundFailed>;

// Money that moved: from one account to another, so that the sum of all accounts stays what it was.
struct Posting {
  enum class Kind { captured, refunded };
  Kind kind = Kind::captured;
  std::int64_t amount_minor = 0;
  std::optional<RefundId> refund_id = {};
};

// What the provider has to be asked next.
struct Task {
  Step step = Step::none;  // none: the refund
  int number = 0;
  std::optional<RefundId> refund_id = {};
};

// A payment, what is done with it and what comes of that: the state machine of the module. Commands say what is wanted,
// news what the provider says; both may come late, twice and in any order. The provider is asked for one step at a
// time. What has been taken of a payment that nobody wants any more goes back, whenever it is heard of. Pure.
class PaymentCase {
 public:
  explicit PaymentCase(Payment payment) : payment_(std::move(payment)) {}

  const Payment& payment() const { return payment_; }

  // Commands. Each may come again: its answer is given again.
  // Of a payment that was not known before.
  void take();
  // The same, where it is known from the start that it cannot be.
  void refuse(std::string code, std::string text);
  // Of one that was.
  void take_again(const Uuid& reference);
  void capture();
  void give_up();
  // For one that nobody has asked for: whoever asks later is refused.
  void give_up_unknown();
  // A refund that is known already is given as it is. `conflict` with not_captured, more_than_captured or
  // too_many_refunds; `invalid` for another currency or no amount.
  Result<Refund> refund(const RefundId& id, const Money& amount, std::string reason);
  // The same, where nobody waits for an Error: what cannot be is remembered and announced.
  void refund_or_announce(const RefundId& id, const Money& amount, std::string reason);

  // News.
  void hear(const Charge& charge);
  // The provider will not capture what it has authorised.
  void hear_capture_refused(std::string code, std::string text);
  void hear(const RefundId& id, const RefundReport& report);
  // A refund that the provider made without being asked by us, and that only it has a name for.
  void hear_foreign_refund(std::int64_t amount_minor, const RefundReport& report);
  // The answer to this step has come.
  void end_step(int number);

  // Decides what has to be done next; behind each of the above.
  void go_on();

  // Whether anything but a repeated answer came of it.
  bool is_changed() const { return changed_; }
  std::vector<Announcement> take_announcements() { return std::exchange(announcements_, {}); }
  std::vector<Posting> take_postings() { return std::exchange(postings_, {}); }
  std::vector<Task> take_tasks() { return std::exchange(tasks_, {}); }
  // All steps that have begun, for the record.
  std::vector<std::pair<Step, int>> take_steps() { return std::exchange(steps_, {}); }

 private:
  void hear_action_required(const Charge& charge);
  void hear_authorized();
  void hear_captured(const Charge& charge);
  void hear_declined(const Charge& charge);
  void hear_cancelled(const Charge& charge);
  void fail(std::string code, std::string text);
  void be_voided();
  void answer_again();
  void begin(Step step);
  void settle(Refund& refund, const RefundReport& report);
  void announce_refunded(const Refund& refund);
  void announce_refund_failed(const RefundId& id, std::string code);
  Refund* find_refund(const RefundId& id);
  Result<void> check_refund(const Money& amount) const;
  Money money(std::int64_t amount_minor) const { return {amount_minor, payment_.amount.currency()}; }
  void change_to(PaymentStatus status);

  template <class M>
  void announce(M message) {
    announcements_.emplace_back(std::move(message));
  }

  Payment payment_;
  bool changed_ = false;
  bool gives_back_ = false;  // what is left of the money, when it is decided what to do next
  std::vector<Announcement> announcements_;
  std::vector<Posting> postings_;
  std::vector<Task> tasks_;
  std::vector<std::pair<Step, int>> steps_;
};

}  // namespace kontor::payment
