#include "modules/identity/actions/user_administration.hpp"

#include <algorithm>

#include "modules/identity/actions/audit_json.hpp"
#include "modules/identity/api/permissions.hpp"
#include "modules/identity/store/accounts.hpp"
#include "modules/identity/store/administration_rows.hpp"
#include "modules/identity/store/administrators.hpp"

namespace kontor::identity {

namespace {

// The account, until the transaction ends as it is now.
Result<Account> find_locked(db::Tx& tx, const UserId& user) {
  const auto account = accounts::find(tx, user, accounts::Lock::row);
  if (!account) return not_found("user");
  if (account->status == AccountStatus::erased) return conflict("user_erased", "This user was erased.");
  return *account;
}

Result<void> check_roles(const RoleBook& book, const std::vector<std::string>& roles) {
  std::vector<FieldProblem> problems;
  for (std::size_t i = 0; i < roles.size(); ++i) {
    if (book.contains(roles[i])) continue;
    problems.push_back({"/roles/" + std::to_string(i), "unknown_role", "there is no such role"});
  }
  return problems.empty() ? Result<void>() : invalid(std::move(problems));
}

PermissionSet exchanged(const RoleBook& book, const std::vector<std::string>& before,
                        const std::vector<std::string>& after) {
  std::vector<std::string> roles;
  std::ranges::set_symmetric_difference(before, after, std::back_inserter(roles));
  return permissions_of(book, roles);
}

Error no_administrator_left() {
  return conflict("last_administrator", "A shop has at least one administrator: make somebody else one first.");
}

bool is_in(const std::vector<std::string>& roles, std::string_view role) {
  return std::ranges::find(roles, role) != roles.end();
}

}  // namespace

Result<Account> UserAdministration::disable(db::Tx& tx, const auth::Caller& caller, const UserId& user) {
  return change_status(tx, caller, user, AccountStatus::disabled);
}

Result<Account> UserAdministration::enable(db::Tx& tx, const auth::Caller& caller, const UserId& user) {
  return change_status(tx, caller, user, AccountStatus::active);
}

Result<Account> UserAdministration::change_status(db::Tx& tx, const auth::Caller& caller, const UserId& user,
                                                  AccountStatus status) {
  const auto desk = open_desk(tx, parts_.roles, caller, kUsersWrite);
  if (!desk) return desk.error();
  const auto account = find_locked(tx, user);
  if (!account) return account.error();
  if (auto refusal = refusal_to_change_status(desk->actor, desk->party(*account))) return *refusal;
  if (account->status == status) return account;
  const bool disables = status == AccountStatus::disabled;
  if (disables && administrators::is_last(tx, user)) return no_administrator_left();
  administration_rows::set_status(tx, user, status);
  record(tx, disables ? "identity.user_disabled" : "identity.user_enabled", user,
         json_text("status", to_string(account->status)), json_text("status", to_string(status)));
  if (disables) parts_.sessions.end_all(tx, user, std::nullopt, "disabled");
  parts_.news.tell(tx, "api_key");
  return *accounts::find(tx, user);
}

Result<Account> UserAdministration::set_roles(db::Tx& tx, const auth::Caller& caller, const UserId& user,
                                              std::vector<std::string> roles, const VersionCheck& check) {
  const auto desk = open_desk(tx, parts_.roles, caller, kRolesWrite);
  if (!desk) return desk.error();
  const auto account = find_locked(tx, user);
  if (!account) return account.error();
  if (auto present = check(account->version); !present) return present.error();
  if (auto known = check_roles(desk->book, roles); !known) return known.error();
  roles = PermissionSet(std::move(roles)).names();
  if (auto refusal =
          refusal_to_change_roles(desk->actor, desk->party(*account), exchanged(desk->book, account->roles, roles))) {
    return *refusal;
  }
  if (roles == account->roles) return account;
  if (!is_in(roles, auth::kAdministrator) && administrators::is_last(tx, user)) return no_administrator_left();
  administration_rows::set_roles(tx, user, roles);
  record(tx, "identity.roles_changed", user, json_list("roles", account->roles), json_list("roles", roles));
  parts_.sessions.end_all(tx, user, std::nullopt, "roles_changed");
  parts_.news.tell(tx, "api_key");
  return *accounts::find(tx, user);
}

Result<void> UserAdministration::end_sessions(db::Tx& tx, const auth::Caller& caller, const UserId& user) {
  const auto desk = open_desk(tx, parts_.roles, caller, kUsersWrite);
  if (!desk) return desk.error();
  const auto account = find_locked(tx, user);
  if (!account) return account.error();
  if (auto refusal = refusal_to_touch(desk->actor, desk->party(*account))) return *refusal;
  parts_.sessions.end_all(tx, user, std::nullopt, "revoked");
  return {};
}

Result<void> UserAdministration::erase(db::Tx& tx, const auth::Caller& caller, const UserId& user) {
  const auto desk = open_desk(tx, parts_.roles, caller, kUsersWrite);
  if (!desk) return desk.error();
  const auto account = accounts::find(tx, user, accounts::Lock::row);
  if (!account) return not_found("user");
  if (auto refusal = refusal_to_change_status(desk->actor, desk->party(*account))) return *refusal;
  return parts_.erasure.erase(tx, *account);
}

void UserAdministration::record(db::Tx& tx, std::string_view action, const UserId& user, std::string before,
                                std::string after) {
  parts_.trail.record(tx, {.action = std::string(action),
                           .subject = user.str(),
                           .before = std::move(before),
                           .after = std::move(after),
                           .personal = {}});
}

}  // namespace kontor::identity
