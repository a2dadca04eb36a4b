#include "catalog/catalog_database.hpp"

#include <array>

#include "modules/catalog/api/events.hpp"
#include "support/house_migrations.hpp"

namespace kontor::test {

namespace {

std::vector<db::Migration> catalog_migrations() {
  static constexpr std::array<std::string_view, 1> kModules{"catalog"};
  return house_migrations(kModules);
}

telemetry::LogSettings silent() {
  return {.level = telemetry::LogLevel::off};
}

db::DatabaseSettings small_pool(db::DatabaseSettings settings) {
  settings.pool_size = 3;
  return settings;
}

}  // namespace

CatalogDatabase::CatalogDatabase()
    : database_(catalog_migrations()),
      log_(silent()),
      pool_(small_pool(database_.settings()), log_, metrics_),
      events_(db::Database(pool_, "bus"), {catalog::kCatalogEvents, catalog::kCatalogCommands, audit::kAuditEvents}, {},
              clock_, metrics_),
      tails_(events_, database_.settings(), {}, log_, metrics_),
      once_(db::Database(pool_, "kernel"), metrics_),
      media_(media::open_store(media_settings_, media_folder_.path(), {clock_, log_, metrics_, {}})) {}

std::uint64_t CatalogDatabase::count(const std::string& table) const {
  return std::stoull(run_sql("select count(*) from catalog." + table));
}

}  // namespace kontor::test
