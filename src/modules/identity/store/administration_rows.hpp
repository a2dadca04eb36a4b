#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/identity/domain/account.hpp"

// identity.account as administrators see and change it.
namespace kontor::identity::administration_rows {

void set_status(db::Tx& tx, const UserId& id, AccountStatus status);
void set_roles(db::Tx& tx, const UserId& id, const std::vector<std::string>& roles);

struct Filter {
  std::optional<std::string> email_prefix = {};  // in lower case
  std::optional<std::string> role = {};
  std::optional<std::string> status = {};
  std::optional<UserId> after = {};
  int limit = 20;
};
// The newest first, without their password's hash; one more than the limit where there are more.
Result<std::vector<Account>> list(const db::Database& database, const Filter& filter);

}  // namespace kontor::identity::administration_rows
