#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "modules/identity/settings.hpp"

namespace kontor::identity {

// Slows down who guesses: per account (whether there is one or not) and per address, the more failures the longer.
class Throttle {
 public:
  Throttle(db::Database database, const IdentitySettings& settings);

  // `rejected` with code rate_limited and the seconds to wait, while one of the two has to.
  Result<void> admit(std::string_view account_key, std::string_view address);
  // A failed attempt counts for both; one that succeeded forgets the account's failures.
  void failed(db::Tx& tx, std::string_view account_key, std::string_view address);
  void succeeded(db::Tx& tx, std::string_view account_key);

 private:
  db::Database database_;
  const IdentitySettings& settings_;
};

}  // namespace kontor::identity
