#pragma once

#include <memory>
#include <string>

#include "kernel/core/result.hpp"
#include "kernel/json/describe.hpp"
#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "kernel/telemetry/tracer.hpp"

namespace kontor::db {

struct DatabaseSettings {
  std::string url;          // empty: the embedded server
  std::string owner_url;    // for migrations; empty: the same as url
  std::string replica_url;  // for reads that may be stale; empty: none
  std::string role_prefix;  // of the modules' roles; empty: the database's name
  int pool_size = 24;
  int sessions_for_all = 0;
  int pool_wait_ms = 1000;
  int connect_timeout_ms = 2000;
  int statement_timeout_ms = 10000;
  int lock_timeout_ms = 3000;
  int idle_in_transaction_timeout_ms = 10000;
  int transaction_attempts = 5;
  bool migrate_on_start = true;

  static void rules(json::Rules<DatabaseSettings>& rule);
};
KONTOR_DESCRIBE(DatabaseSettings, url, owner_url, replica_url, role_prefix, pool_size, sessions_for_all, pool_wait_ms,
                connect_timeout_ms, statement_timeout_ms, lock_timeout_ms, idle_in_transaction_timeout_ms,
                transaction_attempts, migrate_on_start)

// The process's connections (SOCI's pool), shared by all modules: a connection takes the role of whom it works for.
// A broken connection is replaced when it is next leased. Who gives way (kernel/core/giving_way.hpp) has one only while
// few are leased. Opening does not need the server to be there.
class Pool {
 public:
  // A URL that cannot be read throws std::invalid_argument, which does not quote it.
  Pool(const DatabaseSettings& settings, const telemetry::Log& log, telemetry::Metrics& metrics,
       telemetry::Tracer tracer = {});
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // One cheap statement: is the server there? For readiness; takes no longer than any other caller's wait.
  Result<void> ping();

 private:
  friend class Database;
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kontor::db
