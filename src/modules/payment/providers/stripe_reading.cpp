#include "modules/payment/providers/stripe_reading.hpp"

#include <algorithm>

#include "kernel/json/json.hpp"

namespace kontor::payment::stripe {

namespace {

using Metadata = std::optional<std::map<std::string, std::string>>;

std::string kept(const Metadata& metadata, const std::string& name) {
  if (!metadata) return "";
  const auto found = metadata->find(name);
  return found == metadata->end() ? "" : found->second;
}

// Whose charge it is, where an account serves several.
bool is_of(const Metadata& metadata, std::string_view shop) {
  const auto named = kept(metadata, "shop");
  return named.empty() || named == shop;
}

ChargeState state_of(const Intent& intent) {
  if (intent.status == "requires_capture") return ChargeState::authorized;
  if (intent.status == "succeeded") return ChargeState::captured;
  if (intent.status == "canceled") return ChargeState::cancelled;
  if (intent.status == "requires_action") return ChargeState::requires_action;
  // A new one has not been tried yet.
  const bool was_tried = intent.status == "requires_payment_method" && intent.last_payment_error.has_value();
  return was_tried ? ChargeState::declined : ChargeState::pending;
}

std::string code_of(const std::optional<std::string>& decline_code, const std::optional<std::string>& code) {
  if (decline_code == "insufficient_funds") return "insufficient_funds";
  if (code == "expired_card") return "expired";
  return code.value_or("card_declined");
}

Money amount_of(const Intent& intent) {
  std::string code = intent.currency;
  std::ranges::transform(code, code.begin(), [](char c) { return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c; });
  const auto currency = Currency::parse(code);
  return currency ? Money(intent.amount, *currency) : Money();
}

Result<std::optional<Notice>> of_intent(const StripeEvent& event, std::string_view shop) {
  const auto intent = read<Intent>(event.data.object.text);
  if (!intent) return intent.error();
  if (!is_of(intent->metadata, shop)) return std::optional<Notice>();
  return std::optional(Notice{.event_id = event.id,
                              .payment_id = PaymentId::parse(kept(intent->metadata, "payment_id")),
                              .provider_ref = intent->id,
                              .amount = amount_of(*intent),
                              .charge = charge_of(*intent),
                              .refund = {}});
}

Result<std::optional<Notice>> of_refund(const StripeEvent& event, std::string_view shop) {
  const auto refund = read<StripeRefund>(event.data.object.text);
  if (!refund) return refund.error();
  if (!is_of(refund->metadata, shop)) return std::optional<Notice>();
  return std::optional(Notice{.event_id = event.id,
                              .payment_id = PaymentId::parse(kept(refund->metadata, "payment_id")),
                              .provider_ref = refund->payment_intent.value_or(""),
                              .amount = {},
                              .charge = {},
                              .refund = Notice::RefundNews{RefundId::parse(kept(refund->metadata, "refund_id")),
                                                           refund->amount, report_of(*refund)}});
}

}  // namespace

Charge charge_of(const Intent& intent) {
  Charge charge{.state = state_of(intent), .provider_ref = intent.id};
  if (charge.state == ChargeState::captured) charge.captured_minor = intent.amount_received.value_or(intent.amount);
  if (charge.state == ChargeState::requires_action) {
    charge.next_action = NextAction{"redirect", std::nullopt, "Confirm the payment with your bank"};
    if (intent.next_action && intent.next_action->redirect_to_url) {
      charge.next_action->url = intent.next_action->redirect_to_url->url;
    }
  }
  if (charge.state == ChargeState::declined) {
    const auto& error = *intent.last_payment_error;
    charge.code = code_of(error.decline_code, error.code);
    charge.text = error.message.value_or("");
    charge.is_open = true;
  }
  return charge;
}

Charge declined_by(const Problem& problem) {
  Charge charge{.state = ChargeState::declined, .code = code_of(problem.decline_code, problem.code)};
  charge.text = problem.message.value_or("");
  if (problem.payment_intent) {
    charge.provider_ref = problem.payment_intent->id;
    charge.is_open = true;
  }
  return charge;
}

RefundReport report_of(const StripeRefund& refund) {
  RefundReport report{.status = RefundStatus::pending, .provider_ref = refund.id};
  if (refund.status == "succeeded") report.status = RefundStatus::succeeded;
  if (refund.status == "failed" || refund.status == "canceled") {
    report.status = RefundStatus::failed;
    report.code = refund.failure_reason.value_or("refused");
  }
  return report;
}

Result<std::optional<Notice>> notice_of(const StripeEvent& event, std::string_view shop) {
  if (event.type.starts_with("payment_intent.")) return of_intent(event, shop);
  if (event.type.starts_with("refund.") || event.type == "charge.refund.updated") return of_refund(event, shop);
  return std::optional<Notice>();
}

}  // namespace kontor::payment::stripe
