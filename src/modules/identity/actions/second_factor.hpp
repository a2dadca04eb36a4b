#pragma once

#include <string_view>

#include "kernel/audit/trail.hpp"
#include "kernel/core/result.hpp"
#include "kernel/crypto/key_wrap.hpp"
#include "kernel/db/database.hpp"
#include "modules/identity/domain/account.hpp"

namespace kontor::identity {

// What an account asks for beside its password: six digits of an app (RFC 6238), or a recovery code.
class SecondFactor {
 public:
  SecondFactor(crypto::KeyWrap wrap, audit::Trail trail);

  // Whether the code is good for the account, whose row the transaction holds; a good one is used up with its commit.
  // `unauthenticated` with code second_factor_required where none was given, second_factor_invalid where it is wrong.
  Result<void> check(db::Tx& tx, const Account& account, std::string_view code);

 private:
  bool use_recovery_code(db::Tx& tx, const Account& account, std::string_view code, int left);

  crypto::KeyWrap wrap_;
  audit::Trail trail_;
};

// The digits of a code of the app, without the spaces that people put between them; empty: it is none.
std::string digits_of(std::string_view code);

}  // namespace kontor::identity
