#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "kernel/auth/gate.hpp"
#include "kernel/db/database.hpp"
#include "modules/identity/domain/role.hpp"

// What credentials are judged by, from several tables as they stand at one moment.
namespace kontor::identity::credential_rows {

struct KeptApiKey {
  auth::ApiKey key;
  std::vector<std::string> maker_roles;
};

struct Kept {
  std::vector<crypto::RsaPublicKey> signing_keys;  // that are not retired
  std::vector<Role> roles;                         // the shop's own
  std::vector<KeptApiKey> api_keys;                // good ones, of accounts that are active
  std::vector<Uuid> ended_sessions;                // the earliest first
};
// `token_life`: how long ago a session may have ended whose tokens are not all over. Blocks for one query.
Result<Kept> read(const db::Database& database, std::chrono::seconds token_life);

// Keys that are gone are left out.
Result<void> note_uses(db::Database database, const std::vector<auth::ApiKeyUse>& uses);

}  // namespace kontor::identity::credential_rows
