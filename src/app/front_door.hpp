#pragma once

#include <memory>
#include <string>

#include "app/house.hpp"
#include "app/settings.hpp"
#include "kernel/db/migrations.hpp"
#include "kernel/http/api.hpp"
#include "kernel/http/health.hpp"
#include "kernel/http/server.hpp"

namespace kontor::app {

// The house's endpoints and the operators', behind a listening server.
class FrontDoor {
 public:
  // Listens and serves at once.
  static Result<std::unique_ptr<FrontDoor>> open(const Settings& settings, House& house, db::Migrator migrator,
                                                 const telemetry::Log& log, telemetry::Metrics& metrics);

  std::string url() const { return server_->url(); }
  // Not ready any more; what runs is finished, within http.shutdown_timeout_ms. Blocks.
  void close();

 private:
  FrontDoor(const Settings& settings, House& house, db::Migrator migrator, const telemetry::Log& log);
  Result<void> listen(telemetry::Metrics& metrics);
  std::vector<http::Endpoint> all_endpoints(const telemetry::Metrics& metrics);

  const Settings& settings_;
  House& house_;
  db::Migrator migrator_;
  const telemetry::Log& log_;
  http::Health health_;
  std::unique_ptr<http::Api> api_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace kontor::app
