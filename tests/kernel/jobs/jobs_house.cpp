#include "kernel/jobs/jobs_house.hpp"

#include <array>
#include <thread>

#include "support/house_migrations.hpp"

namespace kontor::test {

namespace {

constexpr std::array<embedded::File, 1> kFiles = {{{"till/0001_till.sql", R"(
  create table till.charge (key text primary key);
  create table till.call (id bigint generated always as identity, key text not null, in_doubt boolean not null);
  create table till.receipt (key text not null, outcome text not null);
  create table till.refusal (key text not null, code text not null);
  create table till.gate (shut boolean not null);
  insert into till.gate values (false);
  create table till.run (job text not null, scheduled timestamptz not null);
)"}}};
constexpr std::array<std::string_view, 1> kModules = {"till"};

Result<void> note_charge(db::Database till, const jobs::Errand& errand) {
  return till.transact([&](db::Tx& tx) -> Result<void> {
    tx.post("insert into till.call (key, in_doubt) values ($1, $2)", errand.key, errand.in_doubt);
    tx.post("insert into till.charge (key) values ($1) on conflict do nothing", errand.key);
    return {};
  });
}

bool gate_is_open(const db::Database& till) {
  const auto rows = till.read("select shut from till.gate");
  return rows && !rows->one().get<bool>("shut");
}

}  // namespace

TestDatabase jobs_database() {
  return TestDatabase(kernel_migrations_with(kFiles, kModules));
}

Office::Office(const db::DatabaseSettings& settings)
    : log({.level = telemetry::LogLevel::off}),
      pool(settings, log, metrics),
      till(pool, "till"),
      schedules(db::Database(pool, "jobs")),
      errands(db::Database(pool, "jobs")) {}

jobs::JobSettings quick() {
  jobs::JobSettings settings;
  settings.poll_ms = 20;
  settings.lease_seconds = 30;
  settings.errand_lease_seconds = 30;
  settings.errand_attempts = 3;
  settings.errand_first_retry_ms = 1;
  settings.errand_longest_retry_ms = 5;
  return settings;
}

jobs::ErrandKind charging(Office& office, bool heeds_gate) {
  return {.name = "till.charge",
          .database = office.till,
          .perform = [&office, heeds_gate](const jobs::Errand& errand) -> Result<std::string> {
            if (auto noted = note_charge(office.till, errand); !noted) return jobs::outcome_unknown("no answer");
            if (heeds_gate && !eventually([&] { return gate_is_open(office.till); })) {
              return jobs::outcome_unknown("the gate stayed shut");
            }
            return std::string("charged");
          },
          .settle = [](db::Tx& tx, const jobs::Errand& errand, const std::string& outcome) -> Result<void> {
            tx.post("insert into till.receipt (key, outcome) values ($1, $2)", errand.key, outcome);
            return {};
          },
          .give_up = [](db::Tx& tx, const jobs::Errand& errand, const Error& error) -> Result<void> {
            tx.post("insert into till.refusal (key, code) values ($1, $2)", errand.key, error.code);
            return {};
          }};
}

Result<void> charge(Office& office, const std::string& key) {
  return office.till.transact([&](db::Tx& tx) -> Result<void> {
    office.errands.record(tx, {.kind = "till.charge", .key = key, .payload = "{}"});
    return {};
  });
}

void move_clock(const TestDatabase& database, const std::string& interval) {
  database.run_sql("update kernel.clock set ahead = ahead + interval '" + interval + "'");
}

std::string metric(const telemetry::Metrics& metrics, const std::string& series) {
  const auto page = metrics.render();
  const auto at = page.find("\n" + series + " ");
  if (at == std::string::npos) return "";
  const auto start = at + series.size() + 2;
  return page.substr(start, page.find('\n', start) - start);
}

}  // namespace kontor::test
