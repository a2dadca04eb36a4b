#pragma once

#include <string_view>

#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "modules/identity/domain/account.hpp"

namespace kontor::identity {

// What an account asks for beside its password.
class SecondFactor {
 public:
  // Whether the code is good for the account, whose row the transaction holds; a good one is used up with its commit.
  // `unauthenticated` with code second_factor_required where none was given, second_factor_invalid where it is wrong.
  Result<void> check(db::Tx& tx, const Account& account, std::string_view code);
};

}  // namespace kontor::identity
