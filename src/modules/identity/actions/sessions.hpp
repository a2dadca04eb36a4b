#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/audit/trail.hpp"
#include "kernel/auth/access_token.hpp"
#include "kernel/auth/gate.hpp"
#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "modules/identity/actions/house_secret.hpp"
#include "modules/identity/domain/account.hpp"
#include "modules/identity/domain/session.hpp"
#include "modules/identity/settings.hpp"
#include "modules/identity/signing_keys.hpp"

namespace kontor::identity {

struct RefreshToken;

// A session as it is handed to the client, this once.
struct OpenedSession {
  std::string access_token;
  int expires_in = 0;  // seconds
  std::string refresh_token;
  SessionId session_id;
  UserId user_id;
  std::string email;
  std::vector<std::string> roles;
};

// Sessions begin, go on and end. Their ends reach the gate of this instance when the transaction that ended them has
// committed, and those of all others as events.
class Sessions {
 public:
  struct Parts {
    db::Database database;
    events::Log& log;
    audit::Trail trail;
    SigningKeys& keys;
    HouseSecret& secret;
    const IdentitySettings& settings;
    auth::TokenTerms terms;
    int access_token_seconds;
    auth::Gate& gate;
    const Clock& clock;
  };
  explicit Sessions(Parts parts);

  // Before a transaction that opens one: has in memory what tokens are made with, so that open() asks nobody else.
  // Throws what the database throws.
  void prepare();
  // In the transaction that let them in, which holds the account's row; the oldest of too many ends.
  OpenedSession open(db::Tx& tx, const Account& account, const Client& client);
  // Rotates the refresh token. One that was used before ends the session, unless it is the one before the present,
  // within ten seconds of its use: then the answer was lost. `unauthenticated` for all that is not good.
  Result<OpenedSession> refresh(std::string_view refresh_token, const Client& client);

  // All of the account's but one, in a transaction that changes what they stood for and holds the account's row. The
  // reason is a word for the audit: "logout", "password_changed", "disabled".
  void end_all(db::Tx& tx, const UserId& user, const std::optional<SessionId>& except, std::string_view reason);
  // False: there is no such session of this user, or it has ended.
  bool end(db::Tx& tx, const UserId& user, const SessionId& session, std::string_view reason);

  // What is over for long is removed. Blocks for some transactions.
  Result<void> tidy();

 private:
  std::optional<OpenedSession> go_on(db::Tx& tx, const RefreshToken& token, const crypto::Digest& digest,
                                     const Client& client);
  OpenedSession handed_out(const Account& account, const SessionId& session, std::string refresh_token);
  void tell(db::Tx& tx, const UserId& user, std::span<const SessionId> ended, std::string_view reason);

  Parts parts_;
};

}  // namespace kontor::identity
