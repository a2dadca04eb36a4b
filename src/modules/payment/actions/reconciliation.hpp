#pragma once

#include "kernel/audit/trail.hpp"
#include "kernel/jobs/job.hpp"
#include "modules/payment/actions/provider_news.hpp"
#include "modules/payment/settings.hpp"

namespace kontor::payment {

// Holds our books against the providers'. What they did and we did not hear of is heard; a charge that we do not know
// is taken into the books and given back; a provider that has been silent about a payment is asked; what is owed to a
// customer is tried again. Every difference is counted, logged and in the audit.
class Reconciliation {
 public:
  struct Parts {
    db::Database database;
    PaymentDesk& desk;
    ProviderNews& news;
    const Providers& providers;
    const PaymentSettings& settings;
    audit::Trail trail;
    const telemetry::Log& logger;
    telemetry::Metrics& metrics;
  };
  explicit Reconciliation(Parts parts);

  std::vector<jobs::Job> jobs();
  Result<void> run(const jobs::JobRun& run);

 private:
  Result<void> read_journal(Provider& provider, const jobs::JobRun& run);
  Result<void> hold_against(db::Tx& tx, Provider& provider, const Notice& notice);
  Result<void> adopt(db::Tx& tx, Provider& provider, const Notice& notice);
  Result<void> ask_silent(const jobs::JobRun& run);
  Result<void> ask(const payment_reads::Waiting& one, Deadline deadline);
  enum class Difference { not_heard, unknown_charge, silent, owed };
  void differs(db::Tx& tx, Difference kind, std::string_view provider, const PaymentId& id);

  Parts parts_;
  std::vector<telemetry::Counter*> differences_;  // by kind
};

}  // namespace kontor::payment
