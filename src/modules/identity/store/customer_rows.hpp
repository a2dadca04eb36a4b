#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/json/describe.hpp"
#include "modules/identity/api/identity.hpp"

// Accounts of a demo shop's customers, many at once.
namespace kontor::identity::customer_rows {

struct BareAccount {
  Uuid id;
  std::string email;  // in lower case
  std::string first_name;
  std::string last_name;
};
KONTOR_DESCRIBE(BareAccount, id, email, first_name, last_name)

// As old as the demo's history; those whose address has an account are passed over.
void insert(db::Tx& tx, const std::vector<BareAccount>& fresh, const std::optional<std::string>& password_hash);
// By address, whoever has it.
std::map<std::string, UserId> ids_of(db::Tx& tx, const std::vector<BareAccount>& accounts);

}  // namespace kontor::identity::customer_rows
