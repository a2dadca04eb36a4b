#pragma once

#include <functional>
#include <string>
#include <vector>

#include "kernel/audit/trail.hpp"
#include "kernel/auth/caller.hpp"
#include "modules/identity/actions/credential_news.hpp"
#include "modules/identity/actions/desk.hpp"
#include "modules/identity/actions/erasure.hpp"
#include "modules/identity/actions/sessions.hpp"

namespace kontor::identity {

// What administrators do to users, in a transaction that has done nothing yet. `forbidden` as domain/administration_
// rules has it, `not_found`, and `conflict` with code user_erased. Every change is audited; what has it already is left
// as it is.
class UserAdministration {
 public:
  struct Parts {
    CredentialNews& news;
    audit::Trail trail;
    Sessions& sessions;
    const HouseRoles& roles;
    Erasure& erasure;
  };
  explicit UserAdministration(Parts parts) : parts_(std::move(parts)) {}

  // Nobody signs in to it, its sessions end, and API keys that this user made are not good. `conflict` with code
  // last_administrator.
  Result<Account> disable(db::Tx& tx, const auth::Caller& caller, const UserId& user);
  Result<Account> enable(db::Tx& tx, const auth::Caller& caller, const UserId& user);

  // These and no others; their sessions end, so that nobody goes on with what they had. `check` is asked about the
  // account's version. `invalid` for roles that there are not, `conflict` with code last_administrator.
  using VersionCheck = std::function<Result<void>(std::int64_t)>;
  Result<Account> set_roles(db::Tx& tx, const auth::Caller& caller, const UserId& user, std::vector<std::string> roles,
                            const VersionCheck& check);

  Result<void> end_sessions(db::Tx& tx, const auth::Caller& caller, const UserId& user);

  // As if they had asked for it themselves. Who is erased already stays so. `conflict` with code last_administrator.
  Result<void> erase(db::Tx& tx, const auth::Caller& caller, const UserId& user);

 private:
  Result<Account> change_status(db::Tx& tx, const auth::Caller& caller, const UserId& user, AccountStatus status);
  void record(db::Tx& tx, std::string_view action, const UserId& user, std::string before, std::string after);

  Parts parts_;
};

}  // namespace kontor::identity
