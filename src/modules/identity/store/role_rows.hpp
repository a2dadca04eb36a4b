#pragma once

#include <string_view>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/identity/domain/role.hpp"

// identity.role: the shop's own roles.
namespace kontor::identity::role_rows {

std::vector<Role> list(db::Tx& tx);

// False: there is one of this name.
bool insert(db::Tx& tx, const Role& role);
// Description and permissions; the version goes on by one.
void replace(db::Tx& tx, const Role& role);
void remove(db::Tx& tx, std::string_view name);

// Whether any account has it.
bool is_in_use(db::Tx& tx, std::string_view name);

}  // namespace kontor::identity::role_rows
