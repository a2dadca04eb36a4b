#pragma once

#include "kernel/audit/trail.hpp"
#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "kernel/personal/personal_data.hpp"
#include "modules/identity/actions/credential_news.hpp"
#include "modules/identity/actions/sessions.hpp"
#include "modules/identity/domain/account.hpp"

namespace kontor::identity {

// Makes a person unknown: what stands in the clear is emptied, the keys of what is sealed are thrown away, their
// sessions and the API keys that they made end, and everybody else hears of it. The id stays. The address may register
// anew, as somebody else.
class Erasure {
 public:
  struct Parts {
    events::Log& log;
    CredentialNews& news;
    audit::Trail trail;
    personal::PersonalData personal;
    Sessions& sessions;
  };
  explicit Erasure(Parts parts) : parts_(std::move(parts)) {}

  // In a transaction that holds the account's row, whoever decided it. Who is erased already stays so. `conflict`
  // last_administrator: nothing was done.
  Result<void> erase(db::Tx& tx, const Account& account);

 private:
  void revoke_api_keys(db::Tx& tx, const Account& account);

  Parts parts_;
};

}  // namespace kontor::identity
