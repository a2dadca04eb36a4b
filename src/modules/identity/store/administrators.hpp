#pragma once

#include "kernel/db/database.hpp"
#include "modules/identity/api/identity.hpp"

// A shop always has somebody who may do everything.
namespace kontor::identity::administrators {

// Whether the account is an active administrator, and nobody else is. For a transaction that takes one away (erases,
// disables, takes the role) and holds the account's row: until it ends, no other that asks here goes on.
bool is_last(db::Tx& tx, const UserId& id);

// Whether there is one, though perhaps disabled.
bool exist(db::Tx& tx);

// In a transaction that holds the account's row.
void add_role(db::Tx& tx, const UserId& account);

}  // namespace kontor::identity::administrators
