#pragma once

#include <optional>
#include <string_view>
#include <type_traits>

#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "modules/identity/actions/account_audit.hpp"
#include "modules/identity/actions/passwords.hpp"
#include "modules/identity/actions/second_factor.hpp"
#include "modules/identity/actions/throttle.hpp"
#include "modules/identity/domain/session.hpp"

namespace kontor::identity {

// Who is signed in proves that they are the owner before something that a stolen session must not do: the password, and
// a code where the account asks for one. Guessing is slowed down as at sign-in.
class OwnerProof {
 public:
  struct Parts {
    db::Database database;
    AccountAudit audit;
    Passwords& passwords;
    Throttle& throttle;
    SecondFactor& second_factor;
  };
  explicit OwnerProof(Parts parts) : parts_(std::move(parts)) {}

  struct Claim {
    UserId user;
    std::string_view password;
    std::string_view code;  // empty: none was given
    const Client& client;
    std::string_view pointer = "/password";  // where the request holds it
  };

  // Runs `change` (db::Tx&, const Account& → Result<…>) in a transaction that holds the account's row, for who proved
  // it. Otherwise validation_failed at the pointer (wrong), a code of SecondFactor, or rate_limited; and
  // `unauthenticated` where there is no such account any more. Computes for tens of milliseconds: for the heavy lane.
  template <class Change>
  std::invoke_result_t<Change, db::Tx&, const Account&> with(const Claim& claim, Change change) {
    using Outcome = std::invoke_result_t<Change, db::Tx&, const Account&>;
    const auto checked = check_password(claim);
    if (!checked) return checked.error();
    bool code_is_wrong = false;
    auto outcome = parts_.database.transact([&](db::Tx& tx) -> Outcome {
      const auto account = hold(tx, claim, *checked, code_is_wrong);
      if (!account) return account.error();
      return change(tx, *account);
    });
    if (!outcome && code_is_wrong) {
      if (auto counted = count_failure(claim, *checked, "code"); !counted) return counted.error();
    }
    return outcome;
  }

 private:
  Result<Account> check_password(const Claim& claim);
  Result<Account> hold(db::Tx& tx, const Claim& claim, const Account& checked, bool& code_is_wrong);
  Result<void> count_failure(const Claim& claim, const Account& account, std::string_view of_what);

  Parts parts_;
};

// The account of a session that has ended since.
Error no_account();

}  // namespace kontor::identity
