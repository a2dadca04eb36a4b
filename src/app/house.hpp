#pragma once

#include <filesystem>
#include <vector>

#include "app/settings.hpp"
#include "kernel/auth/authenticator.hpp"
#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/db/pool.hpp"
#include "kernel/events/catalogue.hpp"
#include "kernel/events/inspection.hpp"
#include "kernel/events/log.hpp"
#include "kernel/events/neighbours.hpp"
#include "kernel/events/tails.hpp"
#include "kernel/http/health.hpp"
#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "kernel/telemetry/tracer.hpp"
#include "modules/catalog/module.hpp"

namespace kontor::app {

// All modules and what they stand on: the constructor is the architecture diagram. Needs a migrated database for its
// modules to be of use, but not to be built.
class House {
 public:
  House(const Settings& settings, const db::DatabaseSettings& database, const telemetry::Log& log,
        telemetry::Metrics& metrics, telemetry::Tracer tracer);

  db::Pool& pool() { return pool_; }
  catalog::Module& catalog() { return catalog_; }
  const events::Inspection& inspection() const { return inspection_; }
  const auth::Authenticator& authenticator() const { return authenticator_; }
  const Clock& clock() const { return clock_; }
  const telemetry::Tracer& tracer() const { return tracer_; }
  std::vector<http::Endpoint> endpoints() const;
  void add_checks(http::Health& health) const;

  // What works in the background, for who serves: commands do without it. `start` returns at once; it all goes on
  // trying while the database is away.
  Result<void> start();
  // Behind the last request. Returns when all of it has ended; may be repeated.
  void stop();

 private:
  SystemClock clock_;
  telemetry::Tracer tracer_;
  auth::AnonymousOnly authenticator_;
  db::Pool pool_;
  events::Log event_log_;
  events::Tails tails_;
  events::Inspection inspection_;
  catalog::Module catalog_;
  events::Neighbours neighbours_;
};

// All that the modules may publish.
std::vector<events::MessageInfo> all_messages();

std::filesystem::path media_dir(const Settings& settings);

}  // namespace kontor::app
