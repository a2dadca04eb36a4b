#include "app/house.hpp"

#include "kernel/db/database.hpp"

namespace kontor::app {

House::House(const Settings& settings, const db::DatabaseSettings& database, const telemetry::Log& log,
             telemetry::Metrics& metrics, telemetry::Tracer tracer)
    : tracer_(tracer),
      pool_(database, log, metrics, tracer),
      catalog_(settings.catalog, db::Database(pool_, "catalog"), clock_, metrics) {}

std::vector<http::Endpoint> House::endpoints() const {
  return catalog_.endpoints();
}

void House::add_checks(http::Health& health) const {
  health.add_module("catalog", [this] { return catalog_.check(); });
}

std::filesystem::path media_dir(const Settings& settings) {
  return std::filesystem::path(settings.data.dir) / "media";
}

}  // namespace kontor::app
