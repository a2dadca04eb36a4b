#include "modules/identity/actions/role_administration.hpp"

#include "kernel/json/writer.hpp"
#include "modules/identity/api/permissions.hpp"
#include "modules/identity/store/role_rows.hpp"

namespace kontor::identity {

namespace {

std::string json_of(const Role& role) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object().field("description", role.description).key("permissions").begin_array();
  for (const auto& permission : role.permissions.names()) writer.value(permission);
  writer.end_array().end_object();
  return out;
}

// One of the shop's own.
Result<Role> find_own(const RoleBook& book, std::string_view name) {
  const auto role = book.find(name);
  if (role == book.end()) return not_found("role");
  if (role->second.standard) return conflict("standard_role", "Every shop has this role as it is.");
  return role->second;
}

std::size_t count_own(const RoleBook& book) {
  std::size_t own = 0;
  for (const auto& [name, role] : book) own += role.standard ? 0 : 1;
  return own;
}

}  // namespace

Result<RoleBook> RoleAdministration::all() const {
  auto database = parts_.database;
  return database.transact([&](db::Tx& tx) -> Result<RoleBook> { return parts_.roles.read(tx); });
}

Result<Role> RoleAdministration::find(std::string_view name) const {
  const auto book = all();
  if (!book) return book.error();
  const auto role = book->find(name);
  return role != book->end() ? Result<Role>(role->second) : not_found("role");
}

Result<Role> RoleAdministration::examined(const Draft& draft) const {
  std::vector<FieldProblem> problems;
  if (!is_role_name(draft.name)) {
    problems.push_back({"/name", "format", "must be lower case letters, digits and _, a letter first"});
  }
  for (std::size_t i = 0; i < draft.permissions.size(); ++i) {
    if (parts_.roles.declares(draft.permissions[i])) continue;
    problems.push_back({"/permissions/" + std::to_string(i), "unknown_permission", "there is no such permission"});
  }
  if (!problems.empty()) return invalid(std::move(problems));
  return Role{draft.name, draft.description, PermissionSet(draft.permissions)};
}

Result<Role> RoleAdministration::create(db::Tx& tx, const auth::Caller& caller, const Draft& draft) {
  const auto role = examined(draft);
  if (!role) return role.error();
  const auto desk = open_desk(tx, parts_.roles, caller, kRolesWrite);
  if (!desk) return desk.error();
  if (auto refusal = refusal_to_grant(desk->actor, role->permissions)) return *refusal;
  if (count_own(desk->book) >= kMostRoles) return conflict("too_many_roles", "There are 200 roles: remove one first.");
  if (desk->book.contains(role->name) || !role_rows::insert(tx, *role)) {
    return conflict("role_exists", "There is a role of this name.");
  }
  changed(tx, "identity.role_created", nullptr, &*role);
  return *role;
}

Result<Role> RoleAdministration::replace(const auth::Caller& caller, const Draft& draft,
                                         const std::function<Result<void>(std::int64_t)>& check) {
  auto role = examined(draft);
  if (!role) return role;
  return parts_.database.transact([&](db::Tx& tx) -> Result<Role> {
    const auto desk = open_desk(tx, parts_.roles, caller, kRolesWrite);
    if (!desk) return desk.error();
    const auto before = find_own(desk->book, draft.name);
    if (!before) return before;
    if (auto present = check(before->version); !present) return present.error();
    auto touched = before->permissions;
    touched.add(role->permissions);
    if (auto refusal = refusal_to_grant(desk->actor, touched)) return *refusal;
    role_rows::replace(tx, *role);
    changed(tx, "identity.role_changed", &*before, &*role);
    role->version = before->version + 1;
    return *role;
  });
}

Result<void> RoleAdministration::remove(const auth::Caller& caller, std::string_view name) {
  return parts_.database.transact([&](db::Tx& tx) -> Result<void> {
    const auto desk = open_desk(tx, parts_.roles, caller, kRolesWrite);
    if (!desk) return desk.error();
    const auto role = find_own(desk->book, name);
    if (!role) return role.error();
    if (auto refusal = refusal_to_grant(desk->actor, role->permissions)) return *refusal;
    if (role_rows::is_in_use(tx, name)) return conflict("role_in_use", "Somebody has this role: take it from them.");
    role_rows::remove(tx, name);
    changed(tx, "identity.role_removed", &*role, nullptr);
    return {};
  });
}

void RoleAdministration::changed(db::Tx& tx, std::string_view action, const Role* before, const Role* after) {
  parts_.trail.record(tx, {.action = std::string(action),
                           .subject = before ? before->name : after->name,
                           .before = before ? json_of(*before) : "",
                           .after = after ? json_of(*after) : "",
                           .personal = {}});
  parts_.news.tell(tx, "role");
}

}  // namespace kontor::identity
