#pragma once

#include <optional>

#include "app/settings.hpp"
#include "kernel/core/result.hpp"
#include "kernel/db/embedded_server.hpp"
#include "kernel/db/migrations.hpp"
#include "kernel/telemetry/log.hpp"

namespace kontor::app {

// Where the data lives: the server that database.url names, or the embedded one in data.dir, which is started, or
// joined where a serving process runs it already.
class Storage {
 public:
  static Result<Storage> open(const Settings& settings, const telemetry::Log& log);

  const db::DatabaseSettings& database() const { return database_; }
  db::Migrator migrator(const telemetry::Log& log) const;

 private:
  Storage(std::optional<db::EmbeddedServer> server, db::DatabaseSettings database)
      : server_(std::move(server)), database_(std::move(database)) {}

  std::optional<db::EmbeddedServer> server_;
  db::DatabaseSettings database_;
};

}  // namespace kontor::app
