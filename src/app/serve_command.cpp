#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <optional>

#include "app/commands.hpp"
#include "app/exit_codes.hpp"
#include "app/front_door.hpp"
#include "app/house.hpp"
#include "app/signals.hpp"
#include "app/storage.hpp"
#include "app/terminal.hpp"
#include "kernel/core/format.hpp"
#include "kernel/db/embedded_server.hpp"
#include "kernel/otlp/exporter.hpp"

namespace kontor::app {

namespace {

void announce(const std::string& url) {
  std::puts(format("ready {}", url).c_str());
  std::fflush(stdout);
}

// A socket is an open file: as many as may be connected, and some for the house itself. As far as the system lets us.
void allow_open_files(int connections) {
  constexpr rlim_t kOwnFiles = 256;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = std::min(limit.rlim_max, std::max(limit.rlim_cur, static_cast<rlim_t>(connections) + kOwnFiles));
  setrlimit(RLIMIT_NOFILE, &limit);
}

// Where there is a master key, who has the database alone has none of the keys in it.
void warn_without_master_key(const Settings& settings, const telemetry::Log& log) {
  if (!settings.security.master_key.empty()) return;
  log.warn("no_master_key", {{"hint", "keys in the database are not wrapped; set security.master_key"}});
}

// To the people at the terminal and not into the log, which others read as well. Behind a database of one's own an
// operator makes the first administrator.
void invite_first_administrator(const Settings& settings, House& house, const telemetry::Log& log) {
  if (!settings.database.url.empty()) return;
  const auto link = house.identity().invite_first_administrator();
  if (!link) {
    log.warn("first_administrator_not_invited", {{"reason", link.error().detail}});
  } else if (*link) {
    std::fputs(format("first administrator: {}\n", **link).c_str(), stderr);
  }
}

// From the lock on the data directory to the last answer.
Result<void> serve_until(ShutdownSignals& signals, const Settings& settings, const telemetry::Log& log) {
  std::optional<db::DataDirLock> lock;
  if (settings.database.url.empty()) {
    auto taken = db::DataDirLock::take(settings.data.dir);
    if (!taken) return std::move(taken).error();
    lock = *std::move(taken);
  }
  const auto storage = Storage::open(settings, log);
  if (!storage) return storage.error();
  if (settings.database.migrate_on_start) {
    if (const auto applied = storage->migrator(log).migrate(); !applied) return applied.error();
  }

  telemetry::Metrics metrics;
  telemetry::add_process_metrics(metrics, KONTOR_VERSION);
  metrics.observe_counter("kontor_log_dropped_lines_total", "Log lines that found the queue full.",
                          [&log] { return static_cast<double>(log.dropped()); });
  allow_open_files(settings.http.max_connections);
  const auto spans = otlp::Exporter::start(settings.tracing, KONTOR_VERSION, log, metrics);
  if (!spans) return spans.error();
  warn_without_master_key(settings, log);
  House house(settings, storage->database(), log, metrics, (*spans)->tracer());
  signals.defer();
  if (auto working = house.start(); !working) return working;
  auto door = FrontDoor::open(settings, house, storage->migrator(log), log, metrics);
  if (!door) return std::move(door).error();
  invite_first_administrator(settings, house, log);
  announce((*door)->url());
  log.info("ready", {{"url", (*door)->url()}, {"version", KONTOR_VERSION}});
  signals.wait();
  log.info("stopping", {});
  (*door)->close();
  house.stop();
  return {};
}

}  // namespace

int serve(const CommandLine& line) {
  const auto loaded = load_settings(line);
  if (!loaded) return print_error(loaded.error()), kWrongUsage;
  ShutdownSignals signals;
  const telemetry::Log log(loaded->settings.log);
  if (const auto served = serve_until(signals, loaded->settings, log); !served) {
    print_error(served.error());
    return kFailed;
  }
  return kDone;
}

}  // namespace kontor::app
