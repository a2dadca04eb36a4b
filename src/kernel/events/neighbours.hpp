#pragma once

#include <memory>

#include "kernel/db/pool.hpp"
#include "kernel/events/log.hpp"
#include "kernel/events/settings.hpp"
#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/metrics.hpp"

namespace kontor::events {

// The other instances on this database: tells them of commits here, and the log of commits there. On a connection of
// its own, after the commit, gathered over a few milliseconds, and only while another instance is there; never in the
// publishing transaction. Hearing nothing costs the pause between two looks, no more.
class Neighbours {
 public:
  // Before the log's first append. A URL that cannot be read throws std::invalid_argument.
  Neighbours(Log& log, const db::DatabaseSettings& database, const EventSettings& settings,
             const telemetry::Log& logger, telemetry::Metrics& metrics);
  ~Neighbours();  // as stop()

  // Returns at once; goes on trying while the database is away.
  void start();
  // Blocks up to the connect timeout. May be repeated.
  void stop();

  // How many instances there are, this one included; 0 while the connection is away.
  int instances() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kontor::events
