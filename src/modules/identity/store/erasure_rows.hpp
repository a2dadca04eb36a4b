#pragma once

#include <cstdint>

#include "kernel/db/database.hpp"
#include "modules/identity/api/identity.hpp"

// What is left of an account when its person is erased: its id, when it was made, and that it is erased.
namespace kontor::identity::erasure_rows {

// Its addresses, second factor and one-time tokens go; sessions are not this part's.
void erase(db::Tx& tx, const UserId& id);
// How many API keys that the account made were still good.
std::uint64_t revoke_api_keys(db::Tx& tx, const UserId& id);

}  // namespace kontor::identity::erasure_rows
