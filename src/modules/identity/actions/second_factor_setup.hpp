#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "modules/identity/actions/account_audit.hpp"
#include "modules/identity/actions/owner_proof.hpp"
#include "modules/identity/actions/sessions.hpp"

namespace kontor::identity {

// Switching the second factor on and off. Who switches it on proves the password first and a code of the app then; from
// that moment on it is asked for, and all other sessions have ended.
class SecondFactorSetup {
 public:
  struct Parts {
    db::Database database;
    AccountAudit audit;
    crypto::KeyWrap wrap;
    OwnerProof& proof;
    Throttle& throttle;
    Sessions& sessions;
    std::string issuer;  // as apps show it
  };
  explicit SecondFactorSetup(Parts parts) : parts_(std::move(parts)) {}

  struct Begun {
    std::string secret;  // base32
    std::string uri;
  };
  using RecoveryCodes = std::vector<std::string>;
  using Claim = OwnerProof::Claim;

  // `conflict` second_factor_exists where there is one already; one that was begun and not confirmed is replaced, and
  // is forgotten after an hour. Errors of OwnerProof, too.
  Result<Begun> begin(const Claim& claim);
  // `conflict` second_factor_missing where none was begun, second_factor_exists where there is one already; a wrong
  // code is validation_failed, or rate_limited.
  Result<RecoveryCodes> confirm(const UserId& user, const SessionId& session, std::string_view code,
                                const Client& client);
  // The old ones are worthless then. `conflict` second_factor_missing, and the errors of OwnerProof.
  Result<RecoveryCodes> renew_recovery_codes(const Claim& claim);
  Result<void> remove(const Claim& claim);

 private:
  Result<RecoveryCodes> confirm(db::Tx& tx, const Account& account, const SessionId& session, std::string_view code,
                                const Client& client);

  Parts parts_;
};

}  // namespace kontor::identity
