#include "kernel/audit/audit_house.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "support/eventually.hpp"
#include "support/house_migrations.hpp"

namespace kontor::test {

namespace {

constexpr std::array<embedded::File, 1> kFiles = {{{"till/0001_sales.sql", "create table till.sale (id bigint);"}}};
constexpr std::array<std::string_view, 1> kModules = {"till"};
constexpr int kMostAtOnce = 1000;

}  // namespace

std::vector<db::Migration> audit_migrations() {
  return kernel_migrations_with(kFiles, kModules);
}

AuditInstance::AuditInstance(const db::DatabaseSettings& settings, const events::EventSettings& event_settings_)
    : event_settings(event_settings_),
      pool(settings, logger, metrics),
      till(pool, "till"),
      log(db::Database(pool, "bus"), {audit::kAuditEvents}, event_settings, clock, metrics),
      trail(log),
      groups(db::Database(pool, "bus"), {}),
      ledger(db::Database(pool, "audit"), groups, personal) {}

Result<void> AuditInstance::record(const audit::EntryRecorded& entry) {
  return till.transact([&](db::Tx& tx) -> Result<void> {
    trail.record(tx, entry);
    return {};
  });
}

Result<void> AuditInstance::record_many(const std::string& subject, int count) {
  for (int done = 0; done < count; done += kMostAtOnce) {
    const auto recorded = till.transact([&](db::Tx& tx) -> Result<void> {
      for (int i = done; i < std::min(count, done + kMostAtOnce); ++i) {
        trail.record(tx, {"till.sold", subject, "", R"({"number":)" + std::to_string(i) + "}", {}});
      }
      return {};
    });
    if (!recorded) return recorded;
  }
  return {};
}

std::unique_ptr<events::Dispatcher> AuditInstance::dispatch() {
  auto dispatcher = std::make_unique<events::Dispatcher>(
      log, db::Database(pool, "bus"), std::vector{audit::chain(db::Database(pool, "audit"), metrics)}, event_settings,
      logger, metrics);
  dispatcher->start();
  return dispatcher;
}

void AuditHouse::chain_all() {
  const auto dispatcher = instance.dispatch();
  const auto recorded = std::stoll(database.run_sql("select count(*) from bus.event"));
  const bool done = eventually([&] { return chained() == recorded; }, std::chrono::seconds(60));
  if (!done) throw std::runtime_error("not everything was chained");
}

std::int64_t AuditHouse::chained() const {
  return std::stoll(database.run_sql("select count(*) from audit.entry"));
}

std::string AuditHouse::recorded_order() const {
  return database.run_sql("select string_agg(id::text, ' ' order by position) from bus.event");
}

std::string AuditHouse::chained_order() const {
  return database.run_sql("select string_agg(event_id::text, ' ' order by number) from audit.entry");
}

}  // namespace kontor::test
