#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kernel/core/time.hpp"
#include "kernel/db/database.hpp"
#include "kernel/db/embedded_server.hpp"
#include "kernel/db/migrations.hpp"
#include "kernel/db/pool.hpp"
#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "ruler.hpp"
#include "support/scratch_folder.hpp"
#include "support/sql.hpp"

namespace kontor::bench {

// Where a bench is played: a private PostgreSQL that flushes every commit, with pgbench's tables and what these
// migrations make. All of it is gone with the object. What goes wrong throws.
class Stage {
 public:
  Stage(const Interruption& interruption, const std::vector<db::Migration>& migrations);

  db::Database bus() { return database("bus"); }
  db::Database database(std::string schema) { return {pool_, std::move(schema)}; }
  const telemetry::Log& log() const { return log_; }
  const Clock& clock() const { return clock_; }

  // The ruler: pgbench's TPC-B transactions a second.
  double tpc_b(std::chrono::milliseconds time) const;
  std::int64_t wal_bytes();  // written since initdb
  // As the owner: the first value of the last answer.
  std::string run_sql(const std::string& sql) { return owner_.run(sql); }

  // Whether `done` came true within the time.
  bool wait(std::chrono::milliseconds time, const std::function<bool()>& done) const;
  void wait(std::chrono::milliseconds time) const;

 private:
  const Interruption& interruption_;
  SystemClock clock_;
  telemetry::Log log_;
  telemetry::Metrics metrics_;
  test::ScratchFolder folder_;
  db::EmbeddedServer server_;
  db::Pool pool_;
  test::SqlSession owner_;
};

}  // namespace kontor::bench
