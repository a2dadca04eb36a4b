#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "app/admin/operations.hpp"
#include "app/settings.hpp"
#include "app/verify/verification.hpp"
#include "kernel/audit/ledger.hpp"
#include "kernel/auth/gate.hpp"
#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/crypto/key_wrap.hpp"
#include "kernel/db/pool.hpp"
#include "kernel/events/catalogue.hpp"
#include "kernel/events/dispatcher.hpp"
#include "kernel/events/groups.hpp"
#include "kernel/events/inspection.hpp"
#include "kernel/events/log.hpp"
#include "kernel/events/neighbours.hpp"
#include "kernel/events/tails.hpp"
#include "kernel/http/health.hpp"
#include "kernel/idempotency/once.hpp"
#include "kernel/jobs/errand_runner.hpp"
#include "kernel/jobs/errands.hpp"
#include "kernel/jobs/scheduler.hpp"
#include "kernel/jobs/schedules.hpp"
#include "kernel/media/store.hpp"
#include "kernel/personal/personal_data.hpp"
#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "kernel/telemetry/tracer.hpp"
#include "modules/cart/module.hpp"
#include "modules/catalog/module.hpp"
#include "modules/identity/module.hpp"
#include "modules/inventory/module.hpp"
#include "modules/ordering/module.hpp"
#include "modules/payment/module.hpp"
#include "modules/pricing/module.hpp"
#include "modules/shipping/module.hpp"

namespace kontor::app {

// All modules and what they stand on: the constructor is the architecture diagram. Needs a migrated database for its
// modules to be of use, but not to be built. Modules that do not fit together are a bug: std::logic_error.
class House {
 public:
  House(const Settings& settings, const db::DatabaseSettings& database, const telemetry::Log& log,
        telemetry::Metrics& metrics, telemetry::Tracer tracer);
  ~House() { stop(); }

  db::Pool& pool() { return pool_; }
  identity::Module& identity() { return identity_; }
  catalog::Module& catalog() { return catalog_; }
  inventory::Module& inventory() { return inventory_; }
  shipping::Module& shipping() { return shipping_; }
  pricing::Module& pricing() { return pricing_; }
  cart::Module& cart() { return cart_; }
  ordering::Module& ordering() { return ordering_; }
  const events::Inspection& inspection() const { return inspection_; }
  const events::Groups& groups() const { return groups_; }
  const jobs::Schedules& schedules() const { return schedules_; }
  const jobs::Errands& errands() const { return errands_; }
  admin::Operations& operations() { return operations_; }
  const audit::Ledger& ledger() const { return ledger_; }
  verify::Verification& verification() { return verification_; }
  std::vector<events::Consumer> consumers() const;
  const auth::Authenticator& authenticator() const { return gate_; }
  media::Store& media() { return *media_; }
  const Clock& clock() const { return clock_; }
  const telemetry::Tracer& tracer() const { return tracer_; }
  // What works in the background, for who serves: commands do without it. `start` waits for one look at what
  // credentials are judged by; it all goes on trying while the database is away.
  Result<void> start();
  // Behind the last request. Returns when all of it has ended; may be repeated.
  void stop();

  // The seams, with all_messages() and all_permissions(): what each module hands over is put together in these, and
  // nowhere else.
  std::vector<http::Endpoint> endpoints();
  void add_checks(http::Health& health) const;

 private:
  std::vector<events::Group> module_groups(telemetry::Metrics& metrics);
  std::vector<jobs::Job> all_jobs(const telemetry::Log& log, telemetry::Metrics& metrics);
  std::vector<jobs::ErrandKind> all_errand_kinds();

  // What the modules stand on.
  SystemClock clock_;
  telemetry::Tracer tracer_;
  auth::AuthSettings auth_;
  auth::Gate gate_;
  crypto::KeyWrap key_wrap_;
  db::Pool pool_;
  events::Log event_log_;
  events::Tails tails_;
  events::Inspection inspection_;
  idempotency::Once once_;
  jobs::Errands errands_;
  jobs::Schedules schedules_;
  personal::PersonalData personal_;
  std::unique_ptr<media::Store> media_;

  identity::Module identity_;
  catalog::Module catalog_;
  inventory::Module inventory_;
  payment::Module payment_;
  shipping::Module shipping_;
  pricing::Module pricing_;
  cart::Module cart_;
  ordering::Module ordering_;

  // What works with what the modules hand over; the threads last.
  events::Groups groups_;
  admin::Operations operations_;
  audit::Ledger ledger_;
  verify::Verification verification_;
  events::Neighbours neighbours_;
  events::Dispatcher dispatcher_;
  jobs::ErrandRunner errand_runner_;
  jobs::Scheduler scheduler_;
};

// All that the modules may publish.
std::vector<events::MessageInfo> all_messages();

// All that there is to be permitted.
std::vector<auth::Permission> all_permissions();

std::filesystem::path media_dir(const Settings& settings);

}  // namespace kontor::app
