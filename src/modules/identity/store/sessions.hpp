#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "kernel/crypto/digest.hpp"
#include "kernel/db/database.hpp"
#include "modules/identity/domain/refresh_rules.hpp"
#include "modules/identity/domain/session.hpp"

// identity.session. The tokens themselves are nowhere; their digests are.
namespace kontor::identity::session_rows {

struct NewSession {
  SessionId id;
  UserId account_id;
  crypto::Digest token_digest;
  int idle_days;
  const Client& client;
};
void insert(db::Tx& tx, const NewSession& session);

// A session that somebody showed a token of, locked until the transaction ends. A token that was used no longer than
// `grace_seconds` ago was just used.
struct Shown {
  UserId account_id;
  SessionState state;
};
std::optional<Shown> find_by_token(db::Tx& tx, const SessionId& id, const crypto::Digest& token_digest,
                                   int grace_seconds);

struct Rotation {
  SessionId id;
  crypto::Digest used;
  crypto::Digest next;
  int idle_days;
  const Client& client;
};
void rotate(db::Tx& tx, const Rotation& rotation);
void add_sibling(db::Tx& tx, const SessionId& id, const crypto::Digest& token_digest);

// Those that this ended: of the account, all but `except`; all but its newest `kept`; one.
std::vector<SessionId> end_all(db::Tx& tx, const UserId& account, const std::optional<SessionId>& except,
                               std::string_view reason);
std::vector<SessionId> end_surplus(db::Tx& tx, const UserId& account, int kept, std::string_view reason);
bool end(db::Tx& tx, const UserId& account, const SessionId& id, std::string_view reason);

// The newest first, behind the cursor; one more than a page has.
Result<std::vector<SessionInfo>> list(const db::Database& database, const UserId& account,
                                      const std::optional<SessionId>& after, int limit);

// Sessions that are over for a day are removed: some thousand at most, and how many.
std::uint64_t forget_old(db::Tx& tx);

}  // namespace kontor::identity::session_rows
