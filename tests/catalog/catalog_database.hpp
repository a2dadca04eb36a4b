#pragma once

#include <string>

#include "kernel/db/database.hpp"
#include "kernel/db/pool.hpp"
#include "kernel/events/log.hpp"
#include "kernel/events/tails.hpp"
#include "support/test_database.hpp"

namespace kontor::test {

// A database of its own with the catalog's schema, empty, a pool of sessions with it, and its event log.
class CatalogDatabase {
 public:
  CatalogDatabase();

  std::string run_sql(const std::string& sql) const { return database_.run_sql(sql); }
  // How many rows a table of the catalog has.
  std::uint64_t count(const std::string& table) const;
  db::Database catalog() { return {pool_, "catalog"}; }
  events::Log& log() { return events_; }
  events::Tails& tails() { return tails_; }  // not started

 private:
  TestDatabase database_;
  telemetry::Log log_;
  telemetry::Metrics metrics_;
  SystemClock clock_;
  db::Pool pool_;
  events::Log events_;
  events::Tails tails_;
};

}  // namespace kontor::test
