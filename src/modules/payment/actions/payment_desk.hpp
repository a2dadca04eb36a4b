#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "kernel/jobs/errands.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "modules/payment/domain/payment_case.hpp"
#include "modules/payment/store/payment_rows.hpp"

namespace kontor::payment {

// What an errand tells the provider.
struct StepOrder {
  PaymentId payment_id;
  Step step = Step::none;
  int number = 0;
  std::string provider;
  std::string provider_ref;
  Money amount;
  std::string description;
  std::string token;     // of an authorisation
  bool capture = false;  // at once, behind the authorisation
  std::optional<Uuid> store_for;
};
KONTOR_DESCRIBE(StepOrder, payment_id, step, number, provider, provider_ref, amount, description, token, capture,
                store_for)

struct RefundTask {
  PaymentId payment_id;
  RefundId refund_id;
  std::string provider;
  std::string provider_ref;
  Money amount;
  std::string reason;
};
KONTOR_DESCRIBE(RefundTask, payment_id, refund_id, provider, provider_ref, amount, reason)

inline constexpr std::string_view kAuthorise = "payment.authorise";
inline constexpr std::string_view kCapture = "payment.capture";
inline constexpr std::string_view kCancel = "payment.cancel";
inline constexpr std::string_view kRefund = "payment.refund";

// What only the errand has to know: what is paid with, and for whom that is to be stored.
struct Instrument {
  std::string token = {};
  std::optional<Uuid> store_for = {};
};

// The one way in which payments change: locked in one order, changed by their state machine, and written down together
// with their postings, their events and what the provider is to be asked. In the caller's transaction. Safe from any
// thread.
class PaymentDesk {
 public:
  PaymentDesk(events::Log& log, jobs::Errands& errands, telemetry::Metrics& metrics);

  // Payments that are being changed in one transaction.
  class Sheet {
   public:
    PaymentCase* find(const PaymentId& id);
    PaymentCase& add(Payment fresh);

   private:
    friend class PaymentDesk;
    std::map<PaymentId, PaymentCase> cases_;
  };
  Sheet open(db::Tx& tx, std::span<const PaymentId> ids, bool probably_new = false);
  // Decides what is next, publishes and records errands, on behalf of the thread's present origin.
  void tell(db::Tx& tx, PaymentCase& one, const Instrument& instrument = {});
  void write(db::Tx& tx, Sheet& sheet, const std::optional<payment_rows::Answer>& answer = {});

  // All of that for one payment: `not_found`, or what `change` says. `answer`: of the provider, which led to it.
  using Change = std::function<Result<void>(PaymentCase& one)>;
  Result<Payment> edit(db::Tx& tx, const PaymentId& id, const Change& change,
                       const std::optional<payment_rows::Answer>& answer = {});

 private:
  void record(db::Tx& tx, const Payment& payment, const Task& task, const Instrument& instrument);
  void record_refund(db::Tx& tx, const Payment& payment, const Refund& refund);
  void count(const Announcement& announcement) const;

  events::Log& log_;
  jobs::Errands& errands_;
  std::vector<telemetry::Counter*> announced_;  // by kind of announcement
};

// The provider's idempotency key of a step.
std::string key_of(const PaymentId& id, Step step, int number);
std::string_view name_of(Step step);

}  // namespace kontor::payment
