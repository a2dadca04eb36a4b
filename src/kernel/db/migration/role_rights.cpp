#include "kernel/db/migration/role_rights.hpp"

#include <algorithm>

#include "kernel/core/format.hpp"
#include "kernel/db/migrations.hpp"
#include "kernel/db/session/connection_text.hpp"

namespace kontor::db {

namespace {

constexpr std::size_t kLongestName = 63;  // PostgreSQL cuts what is longer, and two roles would become one

constexpr std::string_view kRights = R"(
  select wanted.module, wanted.role, roles.oid is not null as role_exists, schemas.oid is not null as schema_exists,
    coalesce(pg_has_role(logins.oid, roles.oid, case when current_setting('server_version_num')::int >= 160000
                                                then 'SET' else 'MEMBER' end), false) as login_may_act,
    coalesce(has_schema_privilege(roles.oid, schemas.oid, 'USAGE'), false) as schema_usable,
    (select count(*) from pg_namespace kernel
      where kernel.nspname = any($4::text[]) and has_schema_privilege(roles.oid, kernel.oid, 'USAGE')
    ) = cardinality($4::text[]) as kernel_callable
  from unnest($1::text[], $2::text[]) with ordinality as wanted(module, role, place)
  left join pg_roles roles on roles.rolname = wanted.role
  left join pg_roles logins on logins.rolname = $3
  left join pg_namespace schemas on schemas.nspname = wanted.module
  order by wanted.place)";

constexpr std::string_view kReaderRights = R"(
  select roles.oid is not null as role_exists,
    coalesce(pg_has_role(logins.oid, roles.oid, case when current_setting('server_version_num')::int >= 160000
                                                then 'SET' else 'MEMBER' end), false) as login_may_act,
    array(
      select wanted.schema from unnest($3::text[]) as wanted(schema)
      left join pg_namespace schemas on schemas.nspname = wanted.schema
      where not coalesce(has_schema_privilege(roles.oid, schemas.oid, 'USAGE'), false)
    ) as unread
  from (select $1::text as role) wanted
  left join pg_roles roles on roles.rolname = wanted.role
  left join pg_roles logins on logins.rolname = $2)";

constexpr const char* kReaderGrants = R"(
  grant usage on schema {0} to {1};
  grant select on all tables in schema {0} to {1};
  alter default privileges in schema {0} grant select on tables to {1};)";

constexpr const char* kSchemaGrants = R"(
  grant usage on schema {0} to {1};
  grant {2} on all tables in schema {0} to {1};
  grant usage, select on all sequences in schema {0} to {1};
  grant execute on all functions in schema {0} to {1};
  alter default privileges in schema {0} grant {2} on tables to {1};
  alter default privileges in schema {0} grant usage, select on sequences to {1};
  alter default privileges in schema {0} grant execute on functions to {1};)";

std::string_view rights_on_tables(std::string_view schema) {
  const bool append_only = std::ranges::find(kAppendOnlySchemas, schema) != kAppendOnlySchemas.end();
  return append_only ? "select, insert" : "select, insert, update, delete";
}

}  // namespace

RoleRights::RoleRights(Connection& owner, std::string prefix, std::string login, std::vector<std::string> modules)
    : owner_(owner), prefix_(std::move(prefix)), login_(std::move(login)) {
  reader_ = find_reader(modules);
  std::vector<std::string> roles;
  for (const auto& module : modules) {
    roles.push_back(prefix_ + '_' + module);
    if (std::ranges::find(kKernelSchemas, module) != kKernelSchemas.end()) kernel_schemas_.push_back(module);
  }
  for (const auto& row : owner_.read("", kRights, pack(modules, roles, login_, kernel_schemas_))) {
    rights_.push_back({row.get<std::string>("module"), row.get<std::string>("role"), row.get<bool>("role_exists"),
                       row.get<bool>("login_may_act"), row.get<bool>("schema_exists"), row.get<bool>("schema_usable"),
                       row.get<bool>("kernel_callable")});
  }
}

RoleRights::Reader RoleRights::find_reader(const std::vector<std::string>& modules) {
  const auto role = prefix_ + '_' + std::string(kReader);
  const auto row = owner_.read("", kReaderRights, pack(role, login_, modules))[0];
  return {role, row.get<bool>("role_exists"), row.get<bool>("login_may_act"),
          row.get<std::vector<std::string>>("unread")};
}

bool RoleRights::complete() const {
  return reader_.complete() &&
         std::all_of(rights_.begin(), rights_.end(), [](const Right& right) { return right.complete(); });
}

Result<void> RoleRights::establish() {
  for (const auto& right : rights_) {
    if (right.role.size() <= kLongestName) continue;
    return Error{ErrorKind::rejected, "role_name_too_long",
                 "The role name " + right.role + " is longer than 63 bytes: set a shorter database.role_prefix."};
  }
  if (auto done = run_role_statements(); !done) return done;
  for (const auto& right : rights_) {
    if (!right.schema_usable) open_schema(right);
  }
  for (const auto& right : rights_) {
    if (!right.kernel_callable) open_kernel(right);
  }
  for (const auto& schema : reader_.unread) open_to_reader(schema);
  return {};
}

std::vector<std::string> RoleRights::role_statements() const {
  std::vector<std::string> statements;
  for (const auto& right : rights_) {
    const auto role = quoted_identifier(right.role);
    if (!right.role_exists) statements.push_back("create role " + role + " nologin");
    if (!right.login_may_act) statements.push_back("grant " + role + " to " + quoted_identifier(login_));
  }
  const auto reader = quoted_identifier(reader_.role);
  if (!reader_.role_exists) statements.push_back("create role " + reader + " nologin");
  if (!reader_.login_may_act) statements.push_back("grant " + reader + " to " + quoted_identifier(login_));
  return statements;
}

Result<void> RoleRights::run_role_statements() {
  const auto statements = role_statements();
  std::string all;
  for (const auto& statement : statements) all += statement + "; ";
  try {
    for (const auto& statement : statements) {
      try {
        owner_.read("", statement, {});
      } catch (const Violation&) {
        // Created at this moment by somebody who prepares another database with the same prefix.
      } catch (const StatementFailed& failure) {
        if (failure.sqlstate() != "42710") throw;
      }
    }
  } catch (const StatementFailed& failure) {
    if (failure.sqlstate() != "42501") throw;
    return Error{ErrorKind::rejected, "role_rights_missing",
                 "The owner of the database may not create roles. An administrator has to run: " + all};
  }
  return {};
}

void RoleRights::open_schema(const Right& right) {
  const auto schema = quoted_identifier(right.module);
  owner_.begin("");
  if (!right.schema_exists) owner_.script("create schema " + schema);
  owner_.script(
      fmt::format(fmt::runtime(kSchemaGrants), schema, quoted_identifier(right.role), rights_on_tables(right.module)));
  owner_.commit();
}

void RoleRights::open_kernel(const Right& right) {
  owner_.begin("");
  for (const auto& schema : kernel_schemas_) {
    owner_.script(format("grant usage on schema {} to {}", quoted_identifier(schema), quoted_identifier(right.role)));
  }
  owner_.commit();
}

// The functions of a schema that it does not read are all that it may use there.
void RoleRights::open_to_reader(const std::string& schema) {
  const bool unread = std::ranges::find(kUnreadSchemas, schema) != kUnreadSchemas.end();
  const auto name = quoted_identifier(schema);
  const auto reader = quoted_identifier(reader_.role);
  owner_.begin("");
  owner_.script(unread ? format("grant usage on schema {} to {}", name, reader)
                       : fmt::format(fmt::runtime(kReaderGrants), name, reader));
  owner_.commit();
}

}  // namespace kontor::db
