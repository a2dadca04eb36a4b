#include "app/storage.hpp"

#include "app/migrations.hpp"

namespace kontor::app {

Result<Storage> Storage::open(const Settings& settings, const telemetry::Log& log) {
  auto database = settings.database;
  if (!database.url.empty()) return Storage(std::nullopt, std::move(database));
  auto server = db::EmbeddedServer::start_or_join(settings.data.dir, log);
  if (!server) return std::move(server).error();
  database.url = server->url();
  database.owner_url = server->owner_url();
  return Storage(*std::move(server), std::move(database));
}

db::Migrator Storage::migrator(const telemetry::Log& log) const {
  return {database_, all_migrations(), log};
}

}  // namespace kontor::app
