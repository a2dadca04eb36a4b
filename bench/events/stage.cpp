#include "stage.hpp"

#include <stdexcept>
#include <string>

namespace kontor::bench {

namespace {

using std::chrono::milliseconds;

template <class T>
T or_throw(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().detail);
  return *std::move(result);
}

db::DatabaseSettings settings_of(const db::EmbeddedServer& server) {
  db::DatabaseSettings settings;
  settings.url = server.url();
  settings.owner_url = server.owner_url();
  return settings;
}

db::EmbeddedServer started(const std::filesystem::path& folder, const std::vector<db::Migration>& migrations,
                           const telemetry::Log& log) {
  auto server = or_throw(db::EmbeddedServer::start_or_join(folder, log, db::Durability::full));
  make_tpc_b_tables(server.owner_url());
  or_throw(db::Migrator(settings_of(server), migrations, log).migrate());
  return server;
}

}  // namespace

Stage::Stage(const Interruption& interruption, const std::vector<db::Migration>& migrations)
    : interruption_(interruption),
      log_({.level = telemetry::LogLevel::warn}),
      folder_("kontor-bench-"),
      server_(started(folder_.path(), migrations, log_)),
      pool_(settings_of(server_), log_, metrics_),
      owner_(server_.owner_url()) {}

double Stage::tpc_b(milliseconds time) const {
  const auto rate = bench::tpc_b(server_.owner_url(), time);
  interruption_.wait({});
  return rate;
}

std::int64_t Stage::wal_bytes() {
  return std::stoll(owner_.run("select (pg_current_wal_insert_lsn() - '0/0')::bigint"));
}

bool Stage::wait(milliseconds time, const std::function<bool()>& done) const {
  const auto deadline = Deadline::after(time);
  while (!done()) {
    if (deadline.passed()) return false;
    interruption_.wait(milliseconds(1));
  }
  return true;
}

void Stage::wait(milliseconds time) const {
  interruption_.wait(time);
}

}  // namespace kontor::bench
