#pragma once

#include "kernel/db/database.hpp"
#include "modules/identity/domain/account.hpp"

namespace kontor::identity {

// Whether an address is its account's is asked by a mail with a link.
class EmailVerification {
 public:
  // In the transaction that gave the account its address.
  void request(db::Tx& tx, const Account& account);
};

}  // namespace kontor::identity
