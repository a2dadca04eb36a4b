#pragma once

#include <string_view>

#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "modules/identity/actions/house_secret.hpp"
#include "modules/identity/settings.hpp"

namespace kontor::identity {

// Slows down who guesses: per account (whether there is one or not) and per address, the more failures the longer. Many
// people may share an address, so it has several times the attempts of an account; of IPv6 the /64 counts. What is kept
// is no address: digests under a key of the house.
class Throttle {
 public:
  Throttle(db::Database database, HouseSecret& secret, const IdentitySettings& settings);

  // `rejected` with code rate_limited and the seconds to wait, while one of the two has to. An empty key: no account is
  // meant, only the address counts. Blocks for one query.
  Result<void> admit(std::string_view account_key, std::string_view address);
  // A failed attempt counts for both; one that succeeded forgets the account's failures. After admit(), which learns
  // the key.
  void failed(db::Tx& tx, std::string_view account_key, std::string_view address);
  void succeeded(db::Tx& tx, std::string_view account_key);

  // What no longer counts is removed. Blocks for some transactions.
  Result<void> tidy();

 private:
  crypto::Digest digest_of_account(std::string_view key);
  crypto::Digest digest_of_address(std::string_view address);

  db::Database database_;
  HouseSecret& secret_;
  const IdentitySettings& settings_;
};

}  // namespace kontor::identity
