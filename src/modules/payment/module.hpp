#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "kernel/audit/trail.hpp"
#include "kernel/core/failpoint.hpp"
#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/catalogue.hpp"
#include "kernel/events/group.hpp"
#include "kernel/events/log.hpp"
#include "kernel/http/endpoint.hpp"
#include "kernel/idempotency/once.hpp"
#include "kernel/jobs/errand.hpp"
#include "kernel/jobs/errands.hpp"
#include "kernel/jobs/job.hpp"
#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "kernel/telemetry/tracer.hpp"
#include "modules/payment/actions/provider_news.hpp"
#include "modules/payment/api/payment.hpp"
#include "modules/payment/providers/sandbox.hpp"
#include "modules/payment/settings.hpp"

// The module's face to the composition root; nobody else includes it.
namespace kontor::payment {

// All that the module obeys and may publish.
std::vector<events::MessageInfo> messages();

inline constexpr std::array kFailpoints{kNewsHeard, kSandboxActed};

// What the module stands on. All of it outlives the module.
struct Ground {
  const PaymentSettings& settings;
  std::string public_url;       // where customers find us
  bool is_development = false;  // where the sandbox is in use unless it is switched off
  db::Database database;
  events::Log& log;
  idempotency::Once& once;
  jobs::Errands& errands;
  audit::Trail trail;
  const Clock& clock;
  const telemetry::Log& logger;
  telemetry::Metrics& metrics;
  telemetry::Tracer tracer = {};
};

class Module {
 public:
  // Throws std::runtime_error where a provider is configured that cannot be called from here at all.
  explicit Module(Ground ground);
  ~Module();

  const Payments& payments() const;
  std::vector<http::Endpoint> endpoints();
  std::vector<events::Group> groups();
  std::vector<jobs::Job> jobs();
  std::vector<jobs::ErrandKind> errand_kinds();
  // Whether its schema answers, for health pages. Blocks for one query.
  Result<void> check() const;

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace kontor::payment
