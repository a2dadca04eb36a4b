#include "modules/payment/domain/payment_case.hpp"

#include <algorithm>
#include <initializer_list>

namespace kontor::payment {

namespace {

bool is_one_of(PaymentStatus status, std::initializer_list<PaymentStatus> some) {
  return std::ranges::find(some, status) != some.end();
}

}  // namespace

void PaymentCase::take() {
  changed_ = true;
  announce(PaymentInitiated{payment_.id, payment_.reference, payment_.amount, payment_.provider});
  begin(Step::authorise);
}

void PaymentCase::refuse(std::string code, std::string text) {
  changed_ = true;
  if (!payment_.amount.is_zero())
    announce(PaymentInitiated{payment_.id, payment_.reference, payment_.amount, payment_.provider});
  fail(std::move(code), std::move(text));
}

void PaymentCase::take_again(const Uuid& reference) {
  if (payment_.provider.empty()) {
    announce(PaymentFailed{payment_.id, reference, "voided", "The payment was given up."});
    return;
  }
  announce(PaymentInitiated{payment_.id, payment_.reference, payment_.amount, payment_.provider});
  answer_again();
}

void PaymentCase::capture() {
  if (!payment_.is_open()) return answer_again();
  if (payment_.wants_void || payment_.wants_capture) return;
  payment_.wants_capture = changed_ = true;
}

void PaymentCase::give_up() {
  switch (payment_.status) {
    case PaymentStatus::failed:
    case PaymentStatus::voided:
      announce(PaymentVoided{payment_.id, payment_.reference});
      return;
    case PaymentStatus::refunded:
      return answer_again();
    default:
      changed_ = changed_ || !payment_.wants_void;
      payment_.wants_void = true;
      gives_back_ = true;  // also what could not be given back when it was asked for before
  }
}

void PaymentCase::give_up_unknown() {
  changed_ = true;
  payment_.wants_void = true;
  be_voided();
}

Result<void> PaymentCase::check_refund(const Money& amount) const {
  if (payment_.captured_minor == 0) return conflict("not_captured", "Nothing of this payment is captured.");
  if (amount.currency() != payment_.amount.currency()) {
    return invalid({{"/amount/currency", "currency_mismatch", "must be the currency of the payment"}});
  }
  if (amount.amount() <= 0) return invalid({{"/amount/amount", "range", "must be more than nothing"}});
  if (amount.amount() > payment_.left_minor()) {
    return conflict("more_than_captured", "More than what is captured and not refunded cannot be given back.");
  }
  if (payment_.refunds.size() >= kMostRefunds) {
    return conflict("too_many_refunds", "A payment has at most 100 refunds.");
  }
  return {};
}

Result<Refund> PaymentCase::refund(const RefundId& id, const Money& amount, std::string reason) {
  if (const auto* known = find_refund(id)) return *known;
  if (auto sound = check_refund(amount); !sound) return std::move(sound).error();
  changed_ = true;
  payment_.refunds.push_back({.id = id,
                              .amount_minor = amount.amount(),
                              .reason = std::move(reason),
                              .status = RefundStatus::pending,
                              .failure = "",
                              .provider_ref = ""});
  tasks_.push_back({Step::none, 0, id});
  return payment_.refunds.back();
}

void PaymentCase::refund_or_announce(const RefundId& id, const Money& amount, std::string reason) {
  if (const auto* known = find_refund(id)) {
    if (known->status == RefundStatus::succeeded) announce_refunded(*known);
    if (known->status == RefundStatus::failed) announce_refund_failed(id, known->failure);
    return;
  }
  auto made = refund(id, amount, reason);
  if (made) return;
  auto code = made.error().fields.empty() ? made.error().code : made.error().fields.front().code;
  if (amount.amount() > 0 && payment_.refunds.size() < kMostRefunds) {
    changed_ = true;
    payment_.refunds.push_back({id, amount.amount(), std::move(reason), RefundStatus::failed, code, ""});
  }
  announce_refund_failed(id, std::move(code));
}

void PaymentCase::hear(const Charge& charge) {
  if (payment_.provider_ref.empty() && !charge.provider_ref.empty()) {
    payment_.provider_ref = charge.provider_ref;
    changed_ = true;
  }
  switch (charge.state) {
    case ChargeState::pending:
      return;
    case ChargeState::requires_action:
      return hear_action_required(charge);
    case ChargeState::authorized:
      return hear_authorized();
    case ChargeState::captured:
      return hear_captured(charge);
    case ChargeState::declined:
      return hear_declined(charge);
    case ChargeState::cancelled:
      return hear_cancelled(charge);
  }
}

void PaymentCase::hear_action_required(const Charge& charge) {
  if (payment_.status != PaymentStatus::pending) return;
  change_to(PaymentStatus::requires_action);
  payment_.next_action = charge.next_action.value_or(NextAction{});
  announce(PaymentActionRequired{payment_.id, payment_.reference, *payment_.next_action});
}

void PaymentCase::hear_authorized() {
  if (payment_.has_ended_unpaid() && !payment_.stray) payment_.stray = changed_ = true;
  if (!is_one_of(payment_.status, {PaymentStatus::pending, PaymentStatus::requires_action})) return;
  change_to(PaymentStatus::authorized);
  if (payment_.wants_void) return;
  announce(PaymentAuthorized{payment_.id, payment_.reference, payment_.amount});
}

// Whatever was said before: money that has arrived is accounted for.
void PaymentCase::hear_captured(const Charge& charge) {
  if (payment_.captured_minor > 0 || payment_.amount.amount() <= 0) return;
  if (payment_.has_ended_unpaid()) payment_.wants_void = true;
  gives_back_ = payment_.wants_void;
  const auto whole = payment_.amount.amount();
  payment_.captured_minor = charge.captured_minor > 0 ? std::min(charge.captured_minor, whole) : whole;
  payment_.stray = false;
  change_to(PaymentStatus::captured);
  postings_.push_back({Posting::Kind::captured, payment_.captured_minor});
  announce(PaymentCaptured{payment_.id, payment_.reference, money(payment_.captured_minor)});
}

void PaymentCase::hear_declined(const Charge& charge) {
  if (!is_one_of(payment_.status, {PaymentStatus::pending, PaymentStatus::requires_action})) return;
  payment_.stray = charge.is_open;
  if (payment_.wants_void) return be_voided();
  fail(charge.code.empty() ? "card_declined" : charge.code, charge.text);
}

void PaymentCase::hear_cancelled(const Charge&) {
  if (payment_.stray) {
    payment_.stray = false;
    changed_ = true;
  }
  if (!payment_.is_open()) return;
  if (payment_.wants_void) return be_voided();
  fail("expired", "The payment has expired.");
}

void PaymentCase::hear_capture_refused(std::string code, std::string text) {
  if (payment_.status != PaymentStatus::authorized) return;
  payment_.stray = true;
  if (payment_.wants_void) return be_voided();
  fail(std::move(code), std::move(text));
}

void PaymentCase::hear(const RefundId& id, const RefundReport& report) {
  auto* refund = find_refund(id);
  if (refund == nullptr || report.status == RefundStatus::pending) return;
  if (refund->status == RefundStatus::pending) return settle(*refund, report);
  // It was said to have failed, and the money is gone all the same.
  const bool arrived = refund->status == RefundStatus::failed && report.status == RefundStatus::succeeded;
  if (arrived && refund->amount_minor <= payment_.left_minor()) settle(*refund, report);
}

void PaymentCase::hear_foreign_refund(std::int64_t amount_minor, const RefundReport& report) {
  const auto known = std::ranges::find(payment_.refunds, report.provider_ref, &Refund::provider_ref);
  if (report.provider_ref.empty() || known != payment_.refunds.end()) return;
  if (report.status != RefundStatus::succeeded || amount_minor <= 0 || amount_minor > payment_.left_minor()) return;
  payment_.refunds.push_back(
      {RefundId::generate(), amount_minor, "made at the provider", RefundStatus::pending, "", ""});
  settle(payment_.refunds.back(), report);
}

void PaymentCase::settle(Refund& refund, const RefundReport& report) {
  changed_ = true;
  refund.status = report.status;
  refund.provider_ref = report.provider_ref;
  if (report.status == RefundStatus::failed) {
    refund.failure = report.code;
    return announce_refund_failed(refund.id, report.code);
  }
  refund.failure.clear();
  postings_.push_back({Posting::Kind::refunded, refund.amount_minor, refund.id});
  change_to(payment_.refunded_minor() == payment_.captured_minor ? PaymentStatus::refunded
                                                                 : PaymentStatus::partially_refunded);
  announce_refunded(refund);
}

void PaymentCase::end_step(int number) {
  if (payment_.step == Step::none || payment_.step_number != number) return;
  payment_.step = Step::none;
  changed_ = true;
}

void PaymentCase::go_on() {
  if (std::exchange(gives_back_, false) && payment_.left_minor() > 0) {
    const auto id = RefundId::generate();
    if (!refund(id, money(payment_.left_minor()), "given up")) announce_refund_failed(id, "too_many_refunds");
  }
  if (payment_.step != Step::none) return;
  if (payment_.stray || (payment_.wants_void && payment_.is_open())) return begin(Step::cancel);
  if (payment_.wants_capture && payment_.status == PaymentStatus::authorized) begin(Step::capture);
}

void PaymentCase::begin(Step step) {
  changed_ = true;
  payment_.step = step;
  ++payment_.step_number;
  tasks_.push_back({step, payment_.step_number});
  steps_.emplace_back(step, payment_.step_number);
}

void PaymentCase::fail(std::string code, std::string text) {
  change_to(PaymentStatus::failed);
  payment_.failure_code = std::move(code);
  payment_.failure_text = std::move(text);
  announce(PaymentFailed{payment_.id, payment_.reference, payment_.failure_code, payment_.failure_text});
}

void PaymentCase::be_voided() {
  change_to(PaymentStatus::voided);
  announce(PaymentVoided{payment_.id, payment_.reference});
}

void PaymentCase::answer_again() {
  switch (payment_.status) {
    case PaymentStatus::pending:
      return;
    case PaymentStatus::requires_action:
      return announce(
          PaymentActionRequired{payment_.id, payment_.reference, payment_.next_action.value_or(NextAction{})});
    case PaymentStatus::authorized:
      return announce(PaymentAuthorized{payment_.id, payment_.reference, payment_.amount});
    case PaymentStatus::captured:
    case PaymentStatus::partially_refunded:
      return announce(PaymentCaptured{payment_.id, payment_.reference, money(payment_.captured_minor)});
    case PaymentStatus::refunded:
      return announce_refunded(*std::ranges::find(payment_.refunds.rbegin(), payment_.refunds.rend(),
                                                  RefundStatus::succeeded, &Refund::status));
    case PaymentStatus::failed:
      return announce(PaymentFailed{payment_.id, payment_.reference, payment_.failure_code, payment_.failure_text});
    case PaymentStatus::voided:
      return announce(PaymentVoided{payment_.id, payment_.reference});
  }
}

void PaymentCase::announce_refunded(const Refund& refund) {
  announce(PaymentRefunded{payment_.id, payment_.reference, refund.id, money(refund.amount_minor),
                           money(payment_.refunded_minor())});
}

void PaymentCase::announce_refund_failed(const RefundId& id, std::string code) {
  announce(RefundFailed{payment_.id, payment_.reference, id, std::move(code)});
}

Refund* PaymentCase::find_refund(const RefundId& id) {
  const auto found = std::ranges::find(payment_.refunds, id, &Refund::id);
  return found == payment_.refunds.end() ? nullptr : &*found;
}

void PaymentCase::change_to(PaymentStatus status) {
  payment_.status = status;
  if (status != PaymentStatus::requires_action) payment_.next_action.reset();
  changed_ = true;
}

}  // namespace kontor::payment
