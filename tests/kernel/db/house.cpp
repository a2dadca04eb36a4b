#include "kernel/db/house.hpp"

#include <array>
#include <stdexcept>

// A server that goes away between our look and SOCI's connecting still costs that one connection (open_session.cpp).
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libsoci_postgresql";
}

namespace kontor::test {

namespace {

constexpr std::array<embedded::File, 2> kFiles = {{
    {"shelf/0001_items.sql", R"(
        create table shelf.item (
          id uuid primary key,
          name text not null,
          quantity bigint not null default 0 constraint item_quantity_positive check (quantity >= 0),
          constraint item_name_unique unique (name)
        );)"},
    {"till/0001_receipts.sql", "create table till.receipt (id bigint generated always as identity, total bigint);"},
}};
constexpr std::array<std::string_view, 2> kModules = {"shelf", "till"};

telemetry::LogSettings silent() {
  return {.level = telemetry::LogLevel::off};
}

void fill(const db::DatabaseSettings& settings) {
  const telemetry::Log log(silent());
  const auto done = db::Migrator(settings, db::migrations_from(kFiles, kModules), log).migrate();
  if (!done) throw std::runtime_error(Result<int>(done).error().detail);
}

db::DatabaseSettings changed(db::DatabaseSettings settings, const House::Changes& changes) {
  settings.pool_size = changes.pool_size;
  settings.sessions_for_all = changes.sessions_for_all;
  settings.pool_wait_ms = changes.pool_wait_ms;
  settings.statement_timeout_ms = changes.statement_timeout_ms;
  settings.lock_timeout_ms = changes.lock_timeout_ms;
  settings.transaction_attempts = changes.transaction_attempts;
  settings.replica_url = changes.replica_url;
  return settings;
}

}  // namespace

House::House(const Changes& changes)
    : database("kernel/db house 1", fill),
      log(silent()),
      settings(changed(database.settings(), changes)),
      pool(settings, log, metrics, changes.tracer),
      shelf(pool, "shelf"),
      till(pool, "till") {}

void House::terminate_sessions() const {
  run_sql(
      "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity"
      " where datname = current_database() and pid <> pg_backend_pid()");
}

std::string text_of(const Result<db::Rows>& rows, std::string_view column) {
  return rows ? rows.value().one().get<std::string>(column) : rows.error().code + ": " + rows.error().detail;
}

}  // namespace kontor::test
