#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/time.hpp"
#include "modules/identity/api/identity.hpp"

namespace kontor::identity {

enum class AccountStatus { active, disabled, erased };
std::string_view to_string(AccountStatus status);
std::optional<AccountStatus> parse_account_status(std::string_view text);

// What sign-in and administration need to know of an account.
struct Account {
  UserId id;
  std::string email;  // as it was given; empty: erased
  bool email_verified = false;
  std::optional<std::string> password_hash;
  AccountStatus status = AccountStatus::active;
  std::vector<std::string> roles;  // sorted
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  bool has_second_factor = false;
  std::int64_t version = 1;
  Timestamp created_at;

  bool may_sign_in() const { return status == AccountStatus::active; }
  bool has_role(std::string_view role) const;
};

}  // namespace kontor::identity
