#pragma once

#include <string>

#include "kernel/db/database.hpp"
#include "kernel/db/pool.hpp"
#include "kernel/jobs/errand_runner.hpp"
#include "kernel/jobs/errands.hpp"
#include "kernel/jobs/scheduler.hpp"
#include "kernel/jobs/schedules.hpp"
#include "support/eventually.hpp"
#include "support/test_database.hpp"

namespace kontor::test {

// A database with the kernel's schemas and a module `till`:
//   till.charge   what the provider did, one row a key, whoever asks however often
//   till.call     each call of the provider
//   till.receipt  what settling wrote, till.refusal what giving up wrote: nothing there forbids a second row
//   till.gate     while it is shut, the provider of another process does not answer
TestDatabase jobs_database();

// One process's view of such a database.
struct Office {
  explicit Office(const db::DatabaseSettings& settings);

  telemetry::Log log;
  telemetry::Metrics metrics;
  db::Pool pool;
  db::Database till;
  jobs::Schedules schedules;
  jobs::Errands errands;
};

// Looks often, leases short; a test moves the clock instead of waiting for them.
jobs::JobSettings quick();

// The kind "till.charge": charges as till.charge and till.call say, and writes receipts and refusals.
jobs::ErrandKind charging(Office& office, bool heeds_gate = false);
// Records a charge in a transaction of the till.
Result<void> charge(Office& office, const std::string& key);

// Sets the house's clock ahead by so much more.
void move_clock(const TestDatabase& database, const std::string& interval);

// What the metrics page says of this series; "" where it is not there.
std::string metric(const telemetry::Metrics& metrics, const std::string& series);

}  // namespace kontor::test
