#pragma once

#include <string>

#include "modules/payment/providers/provider.hpp"

namespace kontor::payment {

// Bank transfer: the customer is told where to, and staff says when the money is there. Nobody is called; what is given
// back is transferred by staff as well.
class Manual final : public Provider {
 public:
  explicit Manual(std::string instructions) : instructions_(std::move(instructions)) {}

  std::string_view name() const override { return "manual"; }
  Result<Charge> authorise(const ChargeOrder&, Deadline) override {
    return Charge{.state = ChargeState::requires_action,
                  .next_action = NextAction{"bank_transfer", std::nullopt, instructions_}};
  }
  Result<Charge> capture(const ChargeOrder&, Deadline) override {
    return Error{ErrorKind::rejected, "not_capturable", "Money that is transferred is marked as paid."};
  }
  Result<Charge> cancel(const ChargeOrder&, Deadline) override { return Charge{.state = ChargeState::cancelled}; }
  Result<RefundReport> refund(const RefundOrder&, Deadline) override {
    return RefundReport{.status = RefundStatus::succeeded};
  }
  // Only staff knows.
  Result<std::optional<Charge>> find(const PaymentId&, const std::string&, Deadline) override {
    return std::optional<Charge>();
  }
  Result<JournalPage> journal(const std::string& behind, Deadline) override { return JournalPage{{}, behind, false}; }
  Result<std::optional<Notice>> read_webhook(const WebhookMessage&) override {
    return Error{ErrorKind::rejected, "invalid_signature", "Nobody sends webhooks about bank transfers."};
  }

 private:
  std::string instructions_;
};

}  // namespace kontor::payment
