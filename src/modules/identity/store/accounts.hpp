#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/identity/domain/account.hpp"
#include "modules/identity/domain/email.hpp"

// identity.account, as every part of the module reads and writes it. What only one part needs stands with that part's
// statements.
namespace kontor::identity::accounts {

enum class Lock { none, row };  // row: until the transaction ends, nobody else changes it

std::optional<Account> find(db::Tx& tx, const UserId& id, Lock lock = Lock::none);
std::optional<Account> find_by_email(db::Tx& tx, std::string_view email_key, Lock lock = Lock::none);

struct NewAccount {
  UserId id;
  Email email;
  std::string password_hash;
  std::vector<std::string> roles;
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
};
// False: somebody has the address.
bool insert(db::Tx& tx, const NewAccount& account);

// Those that are not erased, in the order asked.
Result<std::vector<UserSummary>> summaries(const db::Database& database, std::span<const UserId> ids);

// Whether the schema answers.
Result<void> check(const db::Database& database);

void set_password(db::Tx& tx, const UserId& id, std::string_view hash);
void verify_email(db::Tx& tx, const UserId& id);

}  // namespace kontor::identity::accounts
