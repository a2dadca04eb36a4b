#include "kernel/db/migration/migration_journal.hpp"

#include <algorithm>

#include "kernel/core/format.hpp"
#include "kernel/db/session/connection_text.hpp"

namespace kontor::db {

namespace {

constexpr std::string_view kExists = "select to_regclass('kontor.migration') is not null as there";

constexpr std::string_view kRead = R"(
  select module, number, name, checksum, applied_at from kontor.migration order by module, number)";

constexpr const char* kMake = R"(
  create schema kontor;
  create table kontor.migration (
    module text not null,
    number integer not null,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default clock_timestamp(),
    primary key (module, number)
  );)";

constexpr std::string_view kRecord = R"(
  insert into kontor.migration (module, number, name, checksum) values ($1, $2, $3, $4))";

bool exists(Connection& session) {
  return session.read("", kExists, {}).one().get<bool>("there");
}

}  // namespace

std::vector<AppliedMigration> read_journal(Connection& session) {
  std::vector<AppliedMigration> applied;
  if (!exists(session)) return applied;
  for (const auto& row : session.read("", kRead, {})) {
    applied.push_back({row.get<std::string>("module"), row.get<std::int32_t>("number"), row.get<std::string>("name"),
                       row.get<std::string>("checksum"), row.get<Timestamp>("applied_at")});
  }
  return applied;
}

void make_journal(Connection& owner, const std::string& reader) {
  const bool there = exists(owner);
  owner.begin("");
  if (!there) owner.script(kMake);
  owner.script(format("grant usage on schema kontor to {0}; grant select on kontor.migration to {0}",
                      quoted_identifier(reader)));
  owner.commit();
}

void record(Connection& owner, const Migration& migration) {
  owner.query(kRecord, pack(migration.module, migration.number, migration.name, migration.checksum));
}

const AppliedMigration* find(const std::vector<AppliedMigration>& applied, std::string_view module, int number) {
  const auto found = std::find_if(applied.begin(), applied.end(), [&](const AppliedMigration& one) {
    return one.module == module && one.number == number;
  });
  return found == applied.end() ? nullptr : &*found;
}

std::string file_name(std::string_view module, int number, std::string_view name) {
  return format("{}/{:04}_{}.sql", module, number, name);
}

}  // namespace kontor::db
