#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/json/describe.hpp"
#include "modules/identity/domain/account.hpp"

namespace kontor::identity {

KONTOR_DESCRIBE_ENUM(AccountStatus, active, disabled, erased)

// A user as administrators see them.
struct ManagedUserView {
  UserId id;
  std::optional<std::string> email;
  bool email_verified = false;
  AccountStatus status = AccountStatus::active;
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  std::vector<std::string> roles;
  bool has_second_factor = false;
  Timestamp created_at;
  std::int64_t version = 1;

  static void rules(json::Rules<ManagedUserView>& rule);
};
KONTOR_DESCRIBE(ManagedUserView, id, email, email_verified, status, first_name, last_name, roles, has_second_factor,
                created_at, version)

ManagedUserView managed_view_of(const Account& account);

}  // namespace kontor::identity
