#pragma once

#include <string>

#include "kernel/audit/trail.hpp"
#include "modules/payment/actions/payment_desk.hpp"
#include "modules/payment/providers/sandbox.hpp"

namespace kontor::payment {

// What people do with payments, accounted for in the same transaction. What the provider has to be asked for is on its
// way when the transaction has committed; the answer is the payment as it is then. `not_found` for one that there is
// not.
class StaffDesk {
 public:
  // `sandbox` is null where it is not in use.
  StaffDesk(PaymentDesk& desk, audit::Trail trail, Sandbox* sandbox) : desk_(desk), trail_(trail), sandbox_(sandbox) {}

  // `conflict` with code payment_ended for one of which nothing can be taken any more.
  Result<Payment> capture(db::Tx& tx, const PaymentId& id);
  Result<Payment> give_up(db::Tx& tx, const PaymentId& id, const std::string& reason);
  // `conflict` with not_captured, more_than_captured or too_many_refunds; `invalid`.
  Result<Refund> refund(db::Tx& tx, const PaymentId& id, const Money& amount, const std::string& reason);
  // A bank transfer that has arrived. `conflict` with code not_manual for a payment with another provider.
  Result<Payment> mark_paid(db::Tx& tx, const PaymentId& id);
  // The customer's part with the sandbox. `conflict` with not_sandbox or no_action_needed.
  Result<Payment> complete(db::Tx& tx, const PaymentId& id, bool success);

 private:
  void account_for(db::Tx& tx, std::string_view action, const Payment& before, const Payment& after,
                   const std::string& reason = "", std::int64_t amount_minor = 0);

  PaymentDesk& desk_;
  audit::Trail trail_;
  Sandbox* sandbox_;
};

}  // namespace kontor::payment
