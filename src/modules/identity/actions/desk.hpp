#pragma once

#include "kernel/auth/caller.hpp"
#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "modules/identity/actions/house_roles.hpp"
#include "modules/identity/domain/account.hpp"
#include "modules/identity/domain/administration_rules.hpp"

// Where administration happens: one at a time, so that what was found out about who may do what is still so when the
// change is committed.
namespace kontor::identity {

struct Desk {
  RoleBook book;
  Party actor;

  Party party(const Account& account) const { return {account.id, permissions_of(book, account.roles)}; }
};

// Before the transaction locks any row. Who asks is judged by what the database says now, which their token may not
// know yet: `forbidden` without the permission, `unauthenticated` for an account or a key that is not good any more.
Result<Desk> open_desk(db::Tx& tx, const HouseRoles& roles, const auth::Caller& caller, const auth::Permission& needed);

}  // namespace kontor::identity
