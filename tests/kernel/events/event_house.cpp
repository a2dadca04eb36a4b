#include "kernel/events/event_house.hpp"

#include <array>

#include "support/house_migrations.hpp"

// A server that goes away while SOCI connects costs that one connection (kernel/db/session/open_session.cpp).
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libsoci_postgresql";
}

namespace kontor::test {

namespace {

constexpr std::array<embedded::File, 2> kFiles = {{
    {"shelf/0001_notes.sql", "create table shelf.note (number bigint primary key, key text not null);"},
    {"shelf/0002_effects.sql", R"sql(
        create table shelf.effect (
          place bigint generated always as identity,
          group_name text not null,
          key text not null,
          number bigint not null,
          event_id uuid not null
        );)sql"},
}};
constexpr std::array<std::string_view, 1> kModules = {"shelf"};

db::DatabaseSettings changed(db::DatabaseSettings settings, const EventHouse::Changes& changes) {
  settings.pool_size = changes.pool_size;
  settings.lock_timeout_ms = changes.lock_timeout_ms;
  settings.statement_timeout_ms = changes.statement_timeout_ms;
  return settings;
}

}  // namespace

std::vector<db::Migration> event_migrations() {
  return kernel_migrations_with(kFiles, kModules);
}

void lock_key(db::Tx& tx, const std::string& group, const std::string& key) {
  tx.post("select pg_advisory_xact_lock(hashtextextended($1, 0))", group + '/' + key);
}

EventHouse::EventHouse(const Changes& changes)
    : database(event_migrations()),
      logger({.level = telemetry::LogLevel::off}),
      settings(changed(database.settings(), changes)),
      event_settings(changes.events),
      pool(settings, logger, metrics),
      bus(pool, "bus"),
      shelf(pool, "shelf"),
      log(bus, {kNotes, kErrands}, event_settings, clock, metrics) {}

void EventHouse::terminate_sessions() const {
  run_sql(
      "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity"
      " where datname = current_database() and pid <> pg_backend_pid()");
}

Result<void> EventHouse::write(std::string_view key, std::int64_t number) {
  return shelf.transact([&](db::Tx& tx) -> Result<void> {
    log.publish(tx, key, NoteWritten{number, "words"});
    return {};
  });
}

}  // namespace kontor::test
