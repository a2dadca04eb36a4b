#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/audit/trail.hpp"
#include "kernel/auth/access_token.hpp"
#include "kernel/auth/gate.hpp"
#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "modules/identity/domain/account.hpp"
#include "modules/identity/settings.hpp"
#include "modules/identity/signing_keys.hpp"

namespace kontor::identity {

// From where a session is used, as its owner is shown it.
struct Client {
  std::string address;
  std::string device;  // the User-Agent, cut to 300 characters
};

// A session as it is handed to the client, this once.
struct OpenedSession {
  std::string access_token;
  int expires_in = 0;  // seconds
  std::string refresh_token;
  UserId user_id;
  std::string email;
  std::vector<std::string> roles;
};

// Sessions begin, go on and end. Their ends reach the gates of all instances as events.
class Sessions {
 public:
  Sessions(db::Database database, events::Log& log, audit::Trail trail, SigningKeys& keys,
           const IdentitySettings& settings, auth::TokenTerms terms, auth::Gate& gate);

  // In the transaction that let them in; the oldest of too many ends.
  OpenedSession open(db::Tx& tx, const Account& account, const Client& client);
  // Rotates the refresh token. One that was used before ends the session, unless it is the one before the present,
  // within ten seconds of its use: then the answer was lost. `unauthenticated` for all that is not good.
  Result<OpenedSession> refresh(std::string_view refresh_token, const Client& client);

  // All of the account's but one, in a transaction that changes what they stood for. The reason is a word for the
  // audit: "logout", "password_changed", "disabled".
  void end_all(db::Tx& tx, const UserId& user, const std::optional<SessionId>& except, std::string_view reason);
  // False: there is no such session of this user, or it has ended.
  bool end(db::Tx& tx, const UserId& user, const SessionId& session, std::string_view reason);

 private:
  db::Database database_;
  events::Log& log_;
  audit::Trail trail_;
  SigningKeys& keys_;
  const IdentitySettings& settings_;
  auth::TokenTerms terms_;
  auth::Gate& gate_;
};

}  // namespace kontor::identity
