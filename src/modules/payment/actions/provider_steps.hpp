#pragma once

#include <vector>

#include "kernel/jobs/errand.hpp"
#include "modules/payment/actions/payment_desk.hpp"
#include "modules/payment/providers/providers.hpp"

namespace kontor::payment {

// What is done with providers, outside of transactions: authorising, capturing, cancelling and giving back.
class ProviderSteps {
 public:
  struct Parts {
    db::Database database;
    PaymentDesk& desk;
    const Providers& providers;
    int stored_methods = 0;  // at most, of one user
  };
  explicit ProviderSteps(Parts parts) : parts_(std::move(parts)) {}

  std::vector<jobs::ErrandKind> errand_kinds();

 private:
  jobs::ErrandKind step_kind(std::string_view name);
  jobs::ErrandKind refund_kind();
  Result<std::string> perform_step(const jobs::Errand& errand) const;
  Result<Charge> ask(Provider& provider, const StepOrder& order, const jobs::Errand& errand) const;
  Result<Charge> authorise(Provider& provider, const StepOrder& order, const jobs::Errand& errand) const;
  Result<void> settle_step(db::Tx& tx, const jobs::Errand& errand, const std::string& outcome) const;
  Result<void> give_up_step(db::Tx& tx, const jobs::Errand& errand, const Error& error) const;
  Result<std::string> perform_refund(const jobs::Errand& errand) const;
  Result<void> settle_refund(db::Tx& tx, const jobs::Errand& errand, const RefundReport& report) const;

  Parts parts_;
};

}  // namespace kontor::payment
