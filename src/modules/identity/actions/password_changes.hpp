#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kernel/audit/trail.hpp"
#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "kernel/personal/personal_data.hpp"
#include "modules/identity/actions/account_audit.hpp"
#include "modules/identity/actions/email_verification.hpp"
#include "modules/identity/actions/one_time_links.hpp"
#include "modules/identity/actions/owner_proof.hpp"
#include "modules/identity/actions/passwords.hpp"
#include "modules/identity/actions/sessions.hpp"
#include "modules/identity/actions/throttle.hpp"
#include "modules/identity/domain/email.hpp"

namespace kontor::identity {

// A new password: for who knows the old one, and for who forgot it but still reads their mail.
class PasswordChanges {
 public:
  struct Parts {
    db::Database database;
    events::Log& log;
    audit::Trail trail;
    AccountAudit audit;
    personal::PersonalData personal;
    Passwords& passwords;
    Throttle& throttle;
    OwnerProof& proof;
    OneTimeLinks& links;
    EmailVerification& verification;
    Sessions& sessions;
  };
  explicit PasswordChanges(Parts parts);

  // Has a link mailed to who has an account there and may sign in. Answer and work are the same where nobody has.
  // `rejected` with code rate_limited for who asks too often.
  Result<void> forgot(const Email& email, const Client& client);
  // Ends all sessions and verifies the address, for only it got the link. `rejected` with code token_invalid;
  // `invalid` for a password that cannot be accepted, and the link stays good. Computes for tens of milliseconds.
  Result<void> reset(std::string_view token, std::string_view password, const Client& client);
  // Ends all sessions but this one. For who proves to be the owner, as OwnerProof refuses all others; `invalid` at
  // "/new_password" for a password that cannot be accepted. Computes for tens of milliseconds.
  Result<void> change(const OwnerProof::Claim& claim, const SessionId& session, std::string_view fresh);

 private:
  struct Setting {
    const Account& account;
    std::string_view hash;
    std::optional<SessionId> kept;
    std::string_view way;
    const Client& client;
  };

  void set(db::Tx& tx, const Setting& setting);
  Parts parts_;
};

}  // namespace kontor::identity
