#pragma once

#include <string>

#include "kernel/db/database.hpp"
#include "kernel/db/errors.hpp"
#include "kernel/db/migrations.hpp"
#include "kernel/db/pool.hpp"
#include "support/sql.hpp"
#include "support/test_database.hpp"

namespace kontor::test {

// A database with the schemas of two modules, shelf and till, and a pool of sessions with it.
class House {
 public:
  struct Changes {
    int pool_size = 2;
    int sessions_for_all = 0;
    int pool_wait_ms = 2000;
    int statement_timeout_ms = 5000;
    int lock_timeout_ms = 3000;
    int transaction_attempts = 5;
    std::string replica_url = "";
    telemetry::Tracer tracer = {};
  };
  House() : House(Changes{}) {}
  explicit House(const Changes& changes);

  std::string run_sql(const std::string& sql) const { return database.run_sql(sql); }
  // Ends every other session with the database, as an administrator or a restart would, and waits for their end.
  void terminate_sessions() const;

  TestDatabase database;
  telemetry::Log log;
  telemetry::Metrics metrics;
  db::DatabaseSettings settings;
  db::Pool pool;
  db::Database shelf;
  db::Database till;
};

std::string text_of(const Result<db::Rows>& rows, std::string_view column);

}  // namespace kontor::test
