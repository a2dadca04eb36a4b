#include "modules/identity/store/role_rows.hpp"

namespace kontor::identity::role_rows {

std::vector<Role> list(db::Tx& tx) {
  std::vector<Role> roles;
  const auto rows = tx.query(R"sql(
    select role.name, role.description, role.permissions, role.version from identity.role order by role.name
  )sql");
  for (const auto& row : rows) {
    roles.push_back({.name = row.get<std::string>("name"),
                     .description = row.get<std::string>("description"),
                     .permissions = PermissionSet(row.get<std::vector<std::string>>("permissions")),
                     .version = row.get<std::int64_t>("version")});
  }
  return roles;
}

bool insert(db::Tx& tx, const Role& role) {
  return tx.execute(R"sql(
           insert into identity.role (name, description, permissions, created_at, updated_at)
           values ($1, $2, $3, kernel.now(), kernel.now())
           on conflict (name) do nothing
         )sql",
                    role.name, role.description, role.permissions.names()) == 1;
}

void replace(db::Tx& tx, const Role& role) {
  tx.execute(R"sql(
    update identity.role
    set description = $2, permissions = $3, updated_at = kernel.now(), version = version + 1
    where role.name = $1
  )sql",
             role.name, role.description, role.permissions.names());
}

void remove(db::Tx& tx, std::string_view name) {
  tx.execute(R"sql(delete from identity.role where role.name = $1)sql", name);
}

bool is_in_use(db::Tx& tx, std::string_view name) {
  return tx
      .query(R"sql(
        select exists (select from identity.account where account.roles @> array[$1]::text[]) as in_use
      )sql",
             name)
      .one()
      .get<bool>("in_use");
}

}  // namespace kontor::identity::role_rows
