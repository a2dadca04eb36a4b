#pragma once

#include <string_view>

#include "kernel/core/failpoint.hpp"
#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "modules/payment/actions/payment_desk.hpp"
#include "modules/payment/providers/providers.hpp"

namespace kontor::payment {

inline constexpr Failpoint kNewsHeard{"payment.news_heard", "a webhook's news is written, COMMIT is not sent"};

// What providers say by themselves. A webhook is heard once, however often and in whatever order it is sent, and the
// same as the answer to what we asked. Safe from any thread.
class ProviderNews {
 public:
  struct Parts {
    db::Database database;
    PaymentDesk& desk;
    const Providers& providers;
    const telemetry::Log& logger;
    telemetry::Metrics& metrics;
  };
  explicit ProviderNews(Parts parts);

  // A webhook as it came in: verified, remembered by the provider's id of it, and heard, in one transaction. Good also
  // for what is known already and for what does not concern us. `not_found` for a provider that is not there;
  // `rejected` (invalid_signature).
  Result<void> receive(std::string_view provider, const WebhookMessage& message);

  enum class Heard { nothing_new, changed, unknown };
  // In the caller's transaction.
  Result<Heard> hear(db::Tx& tx, std::string_view provider, const Notice& notice);

 private:
  Parts parts_;
  telemetry::Counter& received_;
  telemetry::Counter& repeated_;
  telemetry::Counter& refused_;
  telemetry::Counter& unknown_;
};

}  // namespace kontor::payment
