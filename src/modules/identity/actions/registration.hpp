#pragma once

#include "kernel/audit/trail.hpp"
#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "kernel/personal/personal_data.hpp"
#include "modules/identity/actions/applicant.hpp"
#include "modules/identity/actions/email_verification.hpp"
#include "modules/identity/actions/passwords.hpp"
#include "modules/identity/actions/sessions.hpp"
#include "modules/identity/actions/throttle.hpp"
#include "modules/identity/store/accounts.hpp"

namespace kontor::identity {

// New customers. An address has one account, whoever else asks for it at the same moment.
class Registration {
 public:
  struct Parts {
    db::Database database;
    events::Log& log;
    audit::Trail trail;
    personal::PersonalData personal;
    Passwords& passwords;
    Throttle& throttle;
    EmailVerification& verification;
    Sessions& sessions;
  };
  explicit Registration(Parts parts);

  // Everything that is wrong with it; hashes the password, so it blocks for tens of milliseconds of computing. Before
  // the transaction. `rejected` with code rate_limited for an address that asked for too many taken ones.
  Result<accounts::NewAccount> examine(const Applicant& applicant, const Client& client);
  // `conflict` with code email_taken; count_refusal() is called for it when the transaction is over.
  Result<OpenedSession> admit(db::Tx& tx, const accounts::NewAccount& account, const Client& client);
  // Who tries which addresses have an account is slowed down. Blocks for a transaction.
  void count_refusal(const Client& client);

 private:
  Parts parts_;
};

}  // namespace kontor::identity
