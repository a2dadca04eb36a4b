#pragma once

#include <string>
#include <string_view>

#include "kernel/audit/trail.hpp"
#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "kernel/personal/personal_data.hpp"
#include "modules/identity/actions/one_time_links.hpp"
#include "modules/identity/actions/throttle.hpp"
#include "modules/identity/domain/account.hpp"
#include "modules/identity/domain/session.hpp"

namespace kontor::identity {

// Whether an address is its account's is asked by a mail with a link.
class EmailVerification {
 public:
  struct Parts {
    db::Database database;
    events::Log& log;
    audit::Trail trail;
    personal::PersonalData personal;
    Throttle& throttle;
    OneTimeLinks& links;
  };
  explicit EmailVerification(Parts parts);

  // In the transaction that gave the account its address; OneTimeLinks::prepare() comes before it.
  void request(db::Tx& tx, const Account& account);
  // Another mail, unless the address is verified already. `rejected` with code rate_limited for who asked too often,
  // `unauthenticated` for who is none any more.
  Result<void> request_again(const UserId& user, const Client& client);
  // `rejected` with code token_invalid for a link that is not good.
  Result<void> confirm(std::string_view token);
  // Somebody followed a link that only this address got. In a transaction that holds the account's row.
  void reached(db::Tx& tx, const Account& account);

 private:
  Parts parts_;
};

// What mails to an address are throttled by: every one counts, so that nobody's mailbox is filled from here.
std::string mail_throttle_key(std::string_view email);

}  // namespace kontor::identity
