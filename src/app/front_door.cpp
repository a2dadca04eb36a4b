#include "app/front_door.hpp"

#include <exception>

#include "app/migrations.hpp"
#include "kernel/core/format.hpp"
#include "kernel/db/errors.hpp"
#include "kernel/http/docs_page.hpp"
#include "kernel/http/openapi.hpp"
#include "kernel/http/static_files.hpp"
#include "kernel/media/serving.hpp"

namespace kontor::app {

namespace {

// What is lost infrastructure may be tried again; everything else that is thrown is a bug.
Error translate(std::exception_ptr exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const db::Unavailable&) {
    return unavailable("The database is not available.");
  } catch (const db::TimedOut&) {
    return unavailable("The database did not answer in time.");
  } catch (...) {
    return {ErrorKind::internal, "internal", "Something went wrong here. It is logged under this request's id."};
  }
}

// Where the database is and why it does not answer is for the log; health pages are read by anybody.
Result<void> check_migrations(db::Migrator& migrator, const telemetry::Log& log) {
  auto applied = check_applied(migrator);
  if (applied || applied.error().code != "migrations_unreadable") return applied;
  log.warn("migrations_unreadable", {{"reason", applied.error().detail}});
  return unavailable("their journal cannot be read");
}

Result<void> make_media_dir(const std::filesystem::path& folder) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (!failure) return {};
  return unavailable(format("cannot make {}: {}; choose a folder that may be written with --data-dir", folder.string(),
                            failure.message()));
}

}  // namespace

FrontDoor::FrontDoor(const Settings& settings, House& house, db::Migrator migrator, const telemetry::Log& log)
    : settings_(settings), house_(house), migrator_(std::move(migrator)), log_(log), health_(house.clock()) {
  health_.add_dependency("database", [this] { return house_.pool().ping(); });
  health_.add_dependency("migrations", [this] { return check_migrations(migrator_, log_); });
  house_.add_checks(health_);
}

Result<std::unique_ptr<FrontDoor>> FrontDoor::open(const Settings& settings, House& house, db::Migrator migrator,
                                                   const telemetry::Log& log, telemetry::Metrics& metrics) {
  std::unique_ptr<FrontDoor> door(new FrontDoor(settings, house, std::move(migrator), log));
  if (auto listening = door->listen(metrics); !listening) return std::move(listening).error();
  return door;
}

std::vector<http::Endpoint> FrontDoor::all_endpoints(const telemetry::Metrics& metrics) {
  auto endpoints = house_.endpoints();
  for (auto& endpoint : http::health_endpoints(health_)) endpoints.push_back(std::move(endpoint));
  endpoints.push_back(http::metrics_endpoint(metrics));
  endpoints.push_back(http::openapi_endpoint(
      endpoints, {"Kontor", KONTOR_VERSION, "A commerce backend: what a shop needs, over one API."}));
  for (auto& endpoint : http::docs_endpoints()) endpoints.push_back(std::move(endpoint));
  endpoints.push_back(media::media_endpoint(house_.media()));
  endpoints.push_back(http::folder_endpoint("/media/generated", media_dir(settings_) / "generated"));
  return endpoints;
}

Result<void> FrontDoor::listen(telemetry::Metrics& metrics) {
  if (auto made = make_media_dir(media_dir(settings_) / "generated"); !made) return made;
  auto api = http::Api::make({all_endpoints(metrics), settings_.http, settings_.limits, log_, metrics,
                              house_.authenticator(), house_.clock(), &translate, house_.tracer()});
  if (!api) return std::move(api).error();
  api_ = *std::move(api);
  auto server = http::Server::listen(settings_.http, *api_, log_, metrics);
  if (!server) return std::move(server).error();
  server_ = *std::move(server);
  server_->start();
  return {};
}

void FrontDoor::close() {
  health_.shut_down();
  server_->stop(Deadline::after(std::chrono::milliseconds(settings_.http.shutdown_timeout_ms)));
}

}  // namespace kontor::app
