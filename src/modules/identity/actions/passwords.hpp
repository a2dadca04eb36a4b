#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kernel/core/result.hpp"
#include "kernel/crypto/passwords.hpp"
#include "modules/identity/domain/account.hpp"

namespace kontor::identity {

// Hashes and checks; each costs some tens of milliseconds, so only on the heavy lane, and never within a transaction.
class Passwords {
 public:
  explicit Passwords(const crypto::PasswordCost& cost);

  // 8 to 128 characters of any Unicode, none of the common ones, not the account's e-mail address. The problem is for
  // `pointer`.
  Result<std::string> hash(std::string_view password, std::string_view email, std::string_view pointer) const;

  // Whether it is the account's; takes the same time where there is no account. `new_hash` is there when the parameters
  // have risen since the old one was made.
  struct Verdict {
    bool matches = false;
    std::optional<std::string> new_hash;
  };
  Verdict check(std::string_view password, const std::optional<Account>& account) const;

 private:
  crypto::PasswordCost cost_;
  std::string nobodys_hash_;
};

}  // namespace kontor::identity
