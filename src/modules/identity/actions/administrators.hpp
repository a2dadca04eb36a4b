#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/audit/trail.hpp"
#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "kernel/personal/personal_data.hpp"
#include "modules/identity/actions/applicant.hpp"
#include "modules/identity/actions/email_verification.hpp"
#include "modules/identity/actions/one_time_links.hpp"
#include "modules/identity/actions/passwords.hpp"
#include "modules/identity/actions/sessions.hpp"

namespace kontor::identity {

// How a house gets administrators that no administrator has made: an operator makes them, or whoever has the link
// that the first start prints becomes the first. Each blocks for some transactions; what takes a password computes for
// tens of milliseconds.
class Administrators {
 public:
  struct Parts {
    db::Database database;
    events::Log& log;
    audit::Trail trail;
    personal::PersonalData personal;
    Passwords& passwords;
    OneTimeLinks& links;
    EmailVerification& verification;
    Sessions& sessions;
  };
  explicit Administrators(Parts parts);

  // An account whose address counts as verified. `invalid` names everything that is wrong; `conflict` with code
  // email_taken.
  Result<UserId> create(const Applicant& applicant);
  // Gives an account the role. False: it has it already. `not_found`; `conflict` with code account_disabled.
  Result<bool> promote(std::string_view email);

  // A link for whoever has it; the one before is no longer good. nullopt: there is an administrator.
  Result<std::optional<std::string>> invite_first();
  // Whether the link of invite_first() can open anything. From memory once there is an administrator.
  Result<bool> first_is_missing();
  // Signed in as the first administrator; of many at once, one. `rejected` with code token_invalid, `conflict` with
  // code already_set_up or email_taken, `invalid`.
  Result<OpenedSession> set_up(std::string_view token, const Applicant& applicant, const Client& client);

 private:
  Result<void> look_at(db::Tx& tx, std::string_view token);
  Result<Account> enter(db::Tx& tx, const accounts::NewAccount& fresh, const Client& client);

  Parts parts_;
  std::atomic<bool> first_is_there_ = false;
};

}  // namespace kontor::identity
