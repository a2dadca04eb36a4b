#include <array>
#include <catch2/catch.hpp>

#include "kernel/audit/audit_house.hpp"
#include "kernel/core/format.hpp"
#include "support/sql.hpp"

using namespace kontor;
using test::AuditHouse;

namespace {

constexpr std::array kRoles{"kernel", "bus", "jobs", "audit", "till"};
constexpr std::array kChanges{
    "update audit.entry set action = 'till.given' where number = 1",
    "update audit.entry set action = 'till.given' where number = 99",
    "delete from audit.entry where number = 1",
    "truncate audit.entry",
    "alter table audit.entry disable trigger append_only",
    "drop table audit.entry",
};

// What the server says to the program's login role, in a module's role or (empty) in its own.
std::string answer(const AuditHouse& house, const std::string& module, const std::string& sql) {
  test::SqlSession session(house.database.settings().url);
  try {
    if (!module.empty()) session.run(format("set role \"{}_{}\"", house.database.settings().role_prefix, module));
    session.run(sql);
    return "done";
  } catch (const std::runtime_error& refused) {
    return refused.what();
  }
}

std::string as_owner(const AuditHouse& house, const std::string& sql) {
  try {
    house.database.run_sql(sql);
    return "done";
  } catch (const std::runtime_error& refused) {
    return refused.what();
  }
}

constexpr const char* kNewEntry =
    "insert into audit.entry (number, at, event_id, action, subject, actor, correlation_id, before, after, personal,"
    " previous_hash, hash) select number + 100, at, gen_random_uuid(), action, subject, actor, correlation_id, before,"
    " after, personal, sha256('other'), hash from audit.entry where number = 1";

}  // namespace

TEST_CASE("the program's login can change no entry, whatever module's role it takes") {
  AuditHouse house;
  REQUIRE(house.instance.record_many("pen", 2).ok());
  house.chain_all();
  for (const std::string role : {"", "kernel", "bus", "jobs", "audit", "till"}) {
    for (const auto* change : kChanges) {
      INFO(role << ": " << change);
      const auto said = answer(house, role, change);
      CHECK((said.find("permission denied") != said.npos || said.find("must be owner") != said.npos));
    }
  }
  CHECK(house.database.run_sql("select string_agg(action, ' ') from audit.entry") == "till.sold till.sold");
}

TEST_CASE("only the audit's own role may read and append") {
  AuditHouse house;
  REQUIRE(house.instance.record_many("pen", 2).ok());
  house.chain_all();
  for (const auto* role : kRoles) {
    INFO(role);
    const bool own = role == std::string("audit");
    CHECK((answer(house, role, "select number from audit.entry") == "done") == own);
    CHECK((answer(house, role, kNewEntry) == "done") == own);
  }
}

TEST_CASE("the owner can change nothing either, unless the guard is taken away on purpose") {
  AuditHouse house;
  REQUIRE(house.instance.record_many("pen", 2).ok());
  house.chain_all();
  for (const auto* change : {kChanges[0], kChanges[1], kChanges[2], kChanges[3]}) {
    INFO(change);
    CHECK(as_owner(house, change).find("append-only") != std::string::npos);
    CHECK(as_owner(house, std::string("set session_replication_role = replica; ") + change).find("append-only") !=
          std::string::npos);
  }
  CHECK(as_owner(house, "alter table audit.entry disable trigger append_only") == "done");
  CHECK(as_owner(house, kChanges[0]) == "done");
  // Without the guard it is still no right of the program's.
  CHECK(answer(house, "audit", kChanges[2]).find("permission denied") != std::string::npos);
}

TEST_CASE("roles of another prefix get no more") {
  test::TestDatabase empty;
  const telemetry::Log log({.level = telemetry::LogLevel::off});
  auto settings = empty.settings();
  REQUIRE(db::Migrator(settings, test::audit_migrations(), log).migrate().ok());
  settings.role_prefix += "_b";
  REQUIRE(db::Migrator(settings, test::audit_migrations(), log).migrate().ok());
  for (const auto& prefix : {empty.settings().role_prefix, settings.role_prefix}) {
    INFO(prefix);
    const auto may = [&](const std::string& right) {
      return empty.run_sql(format("select has_table_privilege('{}_audit', 'audit.entry', '{}')", prefix, right));
    };
    CHECK(may("select") + may("insert") == "tt");
    CHECK(may("update") + may("delete") + may("truncate") + may("trigger") == "ffff");
  }
}
