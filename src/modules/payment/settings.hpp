#pragma once

#include <string>

#include "kernel/json/describe.hpp"
#include "kernel/resilience/call_policy.hpp"

namespace kontor::payment {

enum class SandboxUse { automatic, on, off };
KONTOR_DESCRIBE_ENUM(SandboxUse, automatic, on, off)

struct StripeSettings {
  std::string secret_key;
  std::string webhook_secret;
  std::string url = "https://api.stripe.com";
  resilience::CallPolicy calls;

  static void rules(json::Rules<StripeSettings>& rule);
};
KONTOR_DESCRIBE(StripeSettings, secret_key, webhook_secret, url, calls)

struct PaymentSettings {
  SandboxUse sandbox = SandboxUse::automatic;
  int sandbox_webhook_delay_ms = 400;
  bool manual = true;
  std::string bank_transfer_text = "Please transfer the amount and name the order's number.";
  int webhook_tolerance_seconds = 300;
  int webhook_memory_days = 30;
  int reconcile_minutes = 15;
  int silent_minutes = 10;
  int stored_methods = 20;
  StripeSettings stripe;

  static void rules(json::Rules<PaymentSettings>& rule);
};
KONTOR_DESCRIBE(PaymentSettings, sandbox, sandbox_webhook_delay_ms, manual, bank_transfer_text,
                webhook_tolerance_seconds, webhook_memory_days, reconcile_minutes, silent_minutes, stored_methods,
                stripe)

}  // namespace kontor::payment
