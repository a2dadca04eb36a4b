#pragma once

#include <string>

#include "kernel/db/database.hpp"
#include "kernel/db/pool.hpp"
#include "kernel/events/log.hpp"
#include "kernel/events/tails.hpp"
#include "kernel/idempotency/once.hpp"
#include "kernel/media/store.hpp"
#include "modules/catalog/module.hpp"
#include "support/scratch_folder.hpp"
#include "support/test_database.hpp"

namespace kontor::test {

// A database of its own with the catalog's schema, empty, a pool of sessions with it, and its event log.
class CatalogDatabase {
 public:
  CatalogDatabase();

  std::string run_sql(const std::string& sql) const { return database_.run_sql(sql); }
  db::DatabaseSettings connection() const { return database_.settings(); }
  // How many rows a table of the catalog has.
  std::uint64_t count(const std::string& table) const;
  db::Database catalog() { return {pool_, "catalog"}; }
  events::Log& log() { return events_; }
  events::Tails& tails() { return tails_; }  // not started
  // What a module of this database stands on.
  catalog::Ground ground(const Clock& clock, telemetry::Metrics& metrics) {
    return {settings_, catalog(), events_, tails_,         once_, audit::Trail(events_),
            clock,     metrics,   *media_, media_settings_};
  }
  // To be set before ground().
  catalog::CatalogSettings& settings() { return settings_; }

 private:
  TestDatabase database_;
  telemetry::Log log_;
  telemetry::Metrics metrics_;
  SystemClock clock_;
  catalog::CatalogSettings settings_;
  db::Pool pool_;
  events::Log events_;
  events::Tails tails_;
  idempotency::Once once_;
  ScratchFolder media_folder_;
  media::MediaSettings media_settings_;
  std::unique_ptr<media::Store> media_;
};

}  // namespace kontor::test
