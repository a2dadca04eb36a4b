#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "kernel/audit/trail.hpp"
#include "kernel/auth/caller.hpp"
#include "modules/identity/actions/credential_news.hpp"
#include "modules/identity/actions/desk.hpp"

namespace kontor::identity {

// The shop's own roles. What changes acts at once, for everybody who has the role. `forbidden` for who would give or
// take what they do not have themselves; `conflict` with code standard_role for one of those that every shop has.
class RoleAdministration {
 public:
  struct Parts {
    db::Database database;
    CredentialNews& news;
    audit::Trail trail;
    const HouseRoles& roles;
  };
  explicit RoleAdministration(Parts parts) : parts_(std::move(parts)) {}

  Result<RoleBook> all() const;
  Result<Role> find(std::string_view name) const;

  struct Draft {
    std::string name;
    std::string description;
    std::vector<std::string> permissions;
  };
  // `invalid` with the problems of the draft; `conflict` with code role_exists or too_many_roles.
  Result<Role> create(db::Tx& tx, const auth::Caller& caller, const Draft& draft);
  // Description and permissions; `check` is asked about the version.
  Result<Role> replace(const auth::Caller& caller, const Draft& draft,
                       const std::function<Result<void>(std::int64_t)>& check);
  // `conflict` with code role_in_use while anybody has it.
  Result<void> remove(const auth::Caller& caller, std::string_view name);

 private:
  Result<Role> examined(const Draft& draft) const;
  void changed(db::Tx& tx, std::string_view action, const Role* before, const Role* after);

  Parts parts_;
};

}  // namespace kontor::identity
