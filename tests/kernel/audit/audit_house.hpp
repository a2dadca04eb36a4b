#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kernel/audit/chain.hpp"
#include "kernel/audit/ledger.hpp"
#include "kernel/audit/trail.hpp"
#include "kernel/db/pool.hpp"
#include "kernel/events/dispatcher.hpp"
#include "support/test_database.hpp"

namespace kontor::test {

// The kernel's schemas, and a module `till` whose deeds are accounted for.
std::vector<db::Migration> audit_migrations();

// An instance of the program, as far as the audit goes.
class AuditInstance {
 public:
  explicit AuditInstance(const db::DatabaseSettings& settings, const events::EventSettings& event_settings = {});

  Result<void> record(const audit::EntryRecorded& entry);
  // So many entries "till.sold" of this subject, in as few transactions as may be.
  Result<void> record_many(const std::string& subject, int count);
  std::unique_ptr<events::Dispatcher> dispatch();

  events::EventSettings event_settings;
  telemetry::Log logger{telemetry::LogSettings{.level = telemetry::LogLevel::off}};
  telemetry::Metrics metrics;
  SystemClock clock;
  db::Pool pool;
  db::Database till;
  events::Log log;
  audit::Trail trail;
  personal::PersonalData personal;
  events::Groups groups;
  audit::Ledger ledger;
};

struct AuditHouse {
  TestDatabase database{audit_migrations()};
  AuditInstance instance{database.settings(), {.attempts = 1, .first_retry_ms = 1}};

  // Chains what was recorded.
  void chain_all();
  std::int64_t chained() const;
  // The ids of what was recorded, by the log and by the chain.
  std::string recorded_order() const;
  std::string chained_order() const;
};

}  // namespace kontor::test
