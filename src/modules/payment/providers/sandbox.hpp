#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "kernel/core/failpoint.hpp"
#include "kernel/db/database.hpp"
#include "kernel/jobs/errands.hpp"
#include "modules/payment/providers/provider.hpp"
#include "modules/payment/store/sandbox_rows.hpp"

namespace kontor::payment {

inline constexpr Failpoint kSandboxActed{"payment.sandbox_acted", "the sandbox has done it and has not answered"};

// A provider of our own for development and tests: keeps its own books in transactions of its own, and behaves as the
// token says (tok_success, tok_declined, tok_insufficient_funds, tok_requires_action, tok_timeout, tok_webhook_late,
// tok_webhook_twice). Its transactions need not be flushed: who learns of them writes into the same log and flushes.
class Sandbox final : public Provider {
 public:
  struct Parts {
    db::Database database;
    jobs::Errands& errands;
    std::string public_url;
    std::chrono::milliseconds webhook_delay;
    std::chrono::seconds tolerance;
    const Clock& clock;
  };
  explicit Sandbox(Parts parts) : parts_(std::move(parts)) {}

  std::string_view name() const override { return "sandbox"; }
  Result<Charge> authorise(const ChargeOrder& order, Deadline deadline) override;
  Result<Charge> capture(const ChargeOrder& order, Deadline deadline) override;
  Result<Charge> cancel(const ChargeOrder& order, Deadline deadline) override;
  Result<RefundReport> refund(const RefundOrder& order, Deadline deadline) override;
  Result<std::optional<Charge>> find(const PaymentId& id, const std::string& provider_ref, Deadline deadline) override;
  Result<JournalPage> journal(const std::string& behind, Deadline deadline) override;
  Result<std::optional<Notice>> read_webhook(const WebhookMessage& message) override;

  // The customer's part. `conflict` (no_action_needed) for a charge that does not wait for it; a charge that ended so
  // before is given as it is.
  Result<Charge> complete(db::Tx& tx, const PaymentId& id, bool success);

  // An errand of the sandbox: news that it sends later, and perhaps twice.
  static constexpr std::string_view kSends = "payment.sandbox_webhook";
  struct Sending {
    PaymentId payment_id;
    bool completes = false;  // the charge is decided only now
    int times = 1;
  };
  struct Webhook {
    std::string body;
    std::string signature;
  };
  // What is to be delivered; decides the charge where it was still open.
  Result<Webhook> prepare(const Sending& sending);

 private:
  Result<Charge> moved(const PaymentId& id, const std::vector<std::string>& from, ChargeState to);
  Result<std::string> secret();
  Charge charge_of(const sandbox_rows::SandboxCharge& charge) const;

  Parts parts_;
  std::mutex mutex_;
  std::string secret_;  // once it was read
};
KONTOR_DESCRIBE(Sandbox::Sending, payment_id, completes, times)

}  // namespace kontor::payment
