#include "kernel/db/migrations.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <thread>

#include "kernel/db/database.hpp"
#include "kernel/db/errors.hpp"
#include "support/sql.hpp"
#include "support/test_database.hpp"

using namespace kontor;
using namespace kontor::test;

namespace {

using Files = std::vector<embedded::File>;

const telemetry::Log& quiet() {
  static const telemetry::Log log({.level = telemetry::LogLevel::off});
  return log;
}

const Files kFirst = {{"shelf/0001_items.sql", "create table shelf.item (id bigint primary key);"}};
const Files kTwo = {{"shelf/0001_items.sql", "create table shelf.item (id bigint primary key);"},
                    {"shelf/0002_names.sql",
                     "alter table shelf.item add column name text;\n"
                     "insert into shelf.item (id, name) values (1, 'pen');"},
                    {"till/0001_receipts.sql", "create table till.receipt (id bigint generated always as identity);"}};

db::Migrator migrator(const db::DatabaseSettings& settings, const Files& files) {
  static constexpr std::string_view kModules[] = {"shelf", "till"};
  return db::Migrator(settings, db::migrations_from(files, kModules), quiet());
}

std::string outcome(Result<int> done) {
  return done ? std::to_string(done.value()) : done.error().code + ": " + done.error().detail;
}

std::string states(const db::DatabaseSettings& settings, const Files& files) {
  auto status = migrator(settings, files).status();
  if (!status) return status.error().detail;
  std::string text;
  for (const auto& one : status.value()) {
    static constexpr const char* kNames[] = {"applied", "pending", "changed", "unknown"};
    text += one.module + std::to_string(one.number) + ' ' + kNames[static_cast<int>(one.state)] +
            (one.applied_at ? "@ " : " ");
  }
  return text;
}

}  // namespace

TEST_CASE("migrations are applied once, in order, and the status tells which") {
  TestDatabase database;
  const auto& settings = database.settings();
  CHECK(states(settings, kTwo) == "shelf1 pending shelf2 pending till1 pending ");
  CHECK(outcome(migrator(settings, kFirst).migrate()) == "1");
  CHECK(states(settings, kTwo) == "shelf1 applied@ shelf2 pending till1 pending ");
  CHECK(outcome(migrator(settings, kTwo).migrate()) == "2");
  CHECK(outcome(migrator(settings, kTwo).migrate()) == "0");
  CHECK(states(settings, kTwo) == "shelf1 applied@ shelf2 applied@ till1 applied@ ");
  CHECK(database.run_sql("select name from shelf.item") == "pen");
}

TEST_CASE("a file that changed after it was applied stops everything before anything is done") {
  TestDatabase database;
  REQUIRE(outcome(migrator(database.settings(), kFirst).migrate()) == "1");
  Files changed = kTwo;
  changed[0].content = "create table shelf.item (id uuid primary key);";
  CHECK_THAT(outcome(migrator(database.settings(), changed).migrate()),
             Catch::Contains("migration_changed") && Catch::Contains("shelf/0001_items.sql"));
  CHECK(states(database.settings(), changed) == "shelf1 changed@ shelf2 pending till1 pending ");
  CHECK(database.run_sql("select to_regclass('till.receipt') is null") == "t");
}

TEST_CASE("a failing migration leaves nothing of itself and names its file and line") {
  TestDatabase database;
  Files broken = kTwo;
  broken[1].content = "create table shelf.extra (id int);\n-- ü\nalter table shelf.itemm add column name text;";
  CHECK_THAT(outcome(migrator(database.settings(), broken).migrate()),
             Catch::Contains("shelf/0002_names.sql") && Catch::Contains("42P01"));
  CHECK(database.run_sql("select to_regclass('shelf.extra') is null") == "t");
  broken[1].content = "create table shelf.extra (id int);\n-- ü\nselect 1 frm x y;";
  CHECK_THAT(outcome(migrator(database.settings(), broken).migrate()), Catch::Contains("(line 3)"));
  CHECK(outcome(migrator(database.settings(), kTwo).migrate()) == "2");
}

TEST_CASE("a migration that ends its transaction by itself is refused") {
  TestDatabase database;
  Files ends = kFirst;
  ends[0].content = "create table shelf.item (id bigint); commit; create table shelf.other (id bigint);";
  CHECK_THAT(outcome(migrator(database.settings(), ends).migrate()), Catch::Contains("ended the transaction"));
}

TEST_CASE("what a newer program applied is known as such and does not stop an older one") {
  TestDatabase database;
  REQUIRE(outcome(migrator(database.settings(), kTwo).migrate()) == "3");
  CHECK(states(database.settings(), kFirst) == "shelf1 applied@ shelf2 unknown@ till1 unknown@ ");
  CHECK(outcome(migrator(database.settings(), kFirst).migrate()) == "0");
}

TEST_CASE("many instances that start at once migrate once") {
  TestDatabase database;
  std::vector<std::string> outcomes(6);
  {
    std::vector<std::jthread> instances;
    for (auto& result : outcomes) {
      instances.emplace_back([&] { result = outcome(migrator(database.settings(), kTwo).migrate()); });
    }
  }
  std::sort(outcomes.begin(), outcomes.end());
  CHECK(outcomes == std::vector<std::string>{"0", "0", "0", "0", "0", "3"});
}

TEST_CASE("databases that share their roles may be migrated at the same time") {
  TestDatabase one;
  TestDatabase other;
  auto sharing = other.settings();
  sharing.role_prefix = one.settings().role_prefix;
  std::string outcome_of_one;
  std::jthread instance([&] { outcome_of_one = outcome(migrator(one.settings(), kTwo).migrate()); });
  CHECK(outcome(migrator(sharing, kTwo).migrate()) == "3");
  instance.join();
  CHECK(outcome_of_one == "3");
}

TEST_CASE("a copy of a migrated database can be used under its template's role prefix or one of its own") {
  TestDatabase copy("kernel/db migrations 1", [](const db::DatabaseSettings& settings) {
    if (outcome(migrator(settings, kTwo).migrate()) != "3") throw std::runtime_error("template");
  });
  CHECK(outcome(migrator(copy.settings(), kTwo).migrate()) == "0");

  TestDatabase other("kernel/db migrations 1", [](const db::DatabaseSettings&) {});
  auto settings = other.settings();
  settings.role_prefix =
      "own_" + std::to_string(Uuid::generate().bytes()[15]) + other.run_sql("select current_database()");
  CHECK(outcome(migrator(settings, kTwo).migrate()) == "0");
  telemetry::Metrics metrics;
  db::Pool pool(settings, quiet(), metrics);
  CHECK(db::Database(pool, "shelf").read("select id from shelf.item").ok());
  CHECK_THROWS_AS(db::Database(pool, "till").read("select id from shelf.item"), db::StatementFailed);
  other.run_sql("do $$ declare role name; begin for role in select rolname from pg_roles where starts_with(rolname, '" +
                settings.role_prefix +
                "_') loop execute format('drop owned by %I; drop role %I', role, role); end loop; end $$");
}

TEST_CASE("an owner who is the login role, without superuser, is enough") {
  TestDatabase database;
  auto settings = database.settings();
  const auto name = database.run_sql("select current_database()");
  database.run_sql("create role " + name + "_admin login createrole; grant create on database " + name + " to " + name +
                   "_admin");
  settings.url = settings.owner_url = [&] {
    auto url = settings.owner_url;
    const auto start = url.find("://") + 3;
    return url.replace(start, url.find('@') - start, name + "_admin");
  }();
  CHECK(outcome(migrator(settings, kTwo).migrate()) == "3");
  CHECK(outcome(migrator(settings, kTwo).migrate()) == "0");
  telemetry::Metrics metrics;
  db::Pool pool(settings, quiet(), metrics);
  CHECK(db::Database(pool, "shelf").read("select id from shelf.item").ok());
  CHECK_THROWS_AS(db::Database(pool, "till").read("select id from shelf.item"), db::StatementFailed);
}

TEST_CASE("an owner who may not create roles is told what an administrator has to run") {
  TestDatabase database;
  auto settings = database.settings();
  const auto name = database.run_sql("select current_database()");
  database.run_sql("grant create on database " + name + " to current_user");
  database.run_sql("create role " + name + "_plain login; grant create on database " + name + " to " + name + "_plain");
  auto url = settings.owner_url;
  const auto start = url.find("://") + 3;
  settings.owner_url = url.replace(start, url.find('@') - start, name + "_plain");
  const auto told = outcome(migrator(settings, kTwo).migrate());
  REQUIRE_THAT(told, Catch::Contains("role_rights_missing"));
  const auto sql = told.substr(told.find("create role \""));
  INFO(sql);
  database.run_sql(sql);
  CHECK(outcome(migrator(settings, kTwo).migrate()) == "3");
}

TEST_CASE("a module's role reads and writes what later migrations make, and may not change the schema") {
  TestDatabase database;
  REQUIRE(outcome(migrator(database.settings(), kFirst).migrate()) == "1");
  REQUIRE(outcome(migrator(database.settings(), kTwo).migrate()) == "2");
  telemetry::Metrics metrics;
  db::Pool pool(database.settings(), quiet(), metrics);
  db::Database till(pool, "till");
  CHECK(till.read("insert into till.receipt default values returning id").ok());
  CHECK_THROWS_AS(till.read("create table till.more (id int)"), db::StatementFailed);
  CHECK_THROWS_AS(till.read("drop table till.receipt"), db::StatementFailed);
}

TEST_CASE("a server that is not there is an answer, not a crash") {
  db::DatabaseSettings settings;
  settings.url = "postgresql://nobody@/nothing?host=/nonexistent";
  CHECK_THAT(outcome(migrator(settings, kFirst).migrate()), Catch::Contains("unavailable"));
  CHECK_FALSE(migrator(settings, kFirst).status().ok());
}
