#include "modules/payment/http/payment_views.hpp"

namespace kontor::payment {

RefundView view_of(const PaymentId& id, const Refund& refund, const Currency& currency) {
  RefundView view{refund.id, id, {refund.amount_minor, currency}, refund.reason, refund.status, {}};
  if (!refund.failure.empty()) view.failure = refund.failure;
  return view;
}

PaymentView view_of(const Payment& payment) {
  const auto& currency = payment.amount.currency();
  PaymentView view{.id = payment.id,
                   .reference = payment.reference,
                   .provider = payment.provider,
                   .provider_ref = payment.provider_ref,
                   .status = payment.status,
                   .amount = payment.amount,
                   .captured = {payment.captured_minor, currency},
                   .refunded = {payment.refunded_minor(), currency},
                   .description = payment.description,
                   .next_action = payment.next_action,
                   .failure = {},
                   .refunds = {},
                   .created_at = payment.created_at,
                   .updated_at = payment.updated_at};
  if (!payment.failure_code.empty()) view.failure = FailureView{payment.failure_code, payment.failure_text};
  for (const auto& refund : payment.refunds) view.refunds.push_back(view_of(payment.id, refund, currency));
  return view;
}

CustomerPaymentView customer_view_of(const Payment& payment) {
  return {payment.id, payment.status, payment.next_action};
}

}  // namespace kontor::payment
