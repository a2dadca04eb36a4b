#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "kernel/http/client.hpp"
#include "kernel/resilience/guard.hpp"
#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "kernel/telemetry/tracer.hpp"
#include "modules/payment/providers/form.hpp"
#include "modules/payment/providers/provider.hpp"
#include "modules/payment/settings.hpp"

namespace kontor::payment {

// Stripe's API: payment intents that are captured by hand, refunds, events. Every call carries our key as its
// Idempotency-Key, and stands behind a guard that no other calls share.
class Stripe final : public Provider {
 public:
  struct Parts {
    const StripeSettings& settings;
    std::chrono::seconds tolerance;
    std::string shop;  // marks what is ours, where an account serves several shops
    resilience::Guard& guard;
    const Clock& clock;
    const telemetry::Log& logger;
    telemetry::Metrics& metrics;
    telemetry::Tracer tracer = {};
  };
  // Throws std::runtime_error where no calls can be made from here at all.
  explicit Stripe(Parts parts);

  std::string_view name() const override { return "stripe"; }
  Result<Charge> authorise(const ChargeOrder& order, Deadline deadline) override;
  Result<Charge> capture(const ChargeOrder& order, Deadline deadline) override;
  Result<Charge> cancel(const ChargeOrder& order, Deadline deadline) override;
  Result<RefundReport> refund(const RefundOrder& order, Deadline deadline) override;
  Result<std::optional<Charge>> find(const PaymentId& id, const std::string& provider_ref, Deadline deadline) override;
  Result<JournalPage> journal(const std::string& behind, Deadline deadline) override;
  Result<std::optional<Notice>> read_webhook(const WebhookMessage& message) override;

 private:
  Result<http::ClientResponse> post(const std::string& path, const Form& form, const std::string& key,
                                    Deadline deadline);
  Result<http::ClientResponse> get(const std::string& path, Deadline deadline);
  Result<http::ClientResponse> send(const http::ClientRequest& request, Deadline deadline);
  http::ClientRequest request(http::Method method, const std::string& path) const;
  Result<Charge> as_it_is(const std::string& provider_ref, Deadline deadline);
  Result<Charge> finish(const ChargeOrder& order, std::string_view verb, Deadline deadline);
  Result<std::string> ref_of(const ChargeOrder& order, Deadline deadline);

  Parts parts_;
  std::unique_ptr<http::Client> client_;
};

}  // namespace kontor::payment
