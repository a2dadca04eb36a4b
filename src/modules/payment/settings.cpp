#include "modules/payment/settings.hpp"

namespace kontor::payment {

void StripeSettings::rules(json::Rules<StripeSettings>& rule) {
  rule(&StripeSettings::secret_key).doc("Stripe's secret key; empty: payments with Stripe are not taken").secret();
  rule(&StripeSettings::webhook_secret).doc("What Stripe signs its webhooks with").secret();
  rule(&StripeSettings::url).doc("Where Stripe's API is").length(1, 2000);
}

void PaymentSettings::rules(json::Rules<PaymentSettings>& rule) {
  rule(&PaymentSettings::sandbox)
      .doc("A provider of our own that moves no money; automatic: where no database.url is set");
  rule(&PaymentSettings::sandbox_webhook_delay_ms).doc("When the sandbox tells what it told late").range(0, 3'600'000);
  rule(&PaymentSettings::manual).doc("Whether payments by bank transfer are taken, which staff marks as paid");
  rule(&PaymentSettings::bank_transfer_text).doc("What a customer is told who pays by bank transfer").length(1, 2000);
  rule(&PaymentSettings::webhook_tolerance_seconds).doc("How old the signature of a webhook may be").range(1, 86'400);
  rule(&PaymentSettings::webhook_memory_days).doc("How long the ids of webhooks are remembered").range(1, 3650);
  rule(&PaymentSettings::reconcile_minutes).doc("How often our books are held against the providers'").range(1, 1440);
  rule(&PaymentSettings::silent_minutes)
      .doc("A provider that has been silent about a payment for so long is asked")
      .range(1, 10'080);
  rule(&PaymentSettings::stored_methods).doc("Most methods that a user may store").range(0, 1000);
}

}  // namespace kontor::payment
