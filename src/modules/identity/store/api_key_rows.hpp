#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/crypto/digest.hpp"
#include "kernel/db/database.hpp"
#include "modules/identity/domain/api_key.hpp"
#include "modules/identity/domain/permission_set.hpp"

// identity.api_key. The secrets are nowhere; their digests are.
namespace kontor::identity::api_key_rows {

// The database's time is what a key's end is compared with.
Timestamp now(db::Tx& tx);

// Keys that are good now.
std::int64_t count_good(db::Tx& tx);

// False: another key has this prefix.
bool insert(db::Tx& tx, const ApiKeyInfo& key, const crypto::Digest& secret_digest);

// That was not revoked, locked until the transaction ends.
std::optional<ApiKeyInfo> find(db::Tx& tx, const ApiKeyId& id);
void revoke(db::Tx& tx, const ApiKeyId& id);

// Whose good key this is, and what it permits at most.
struct Owner {
  UserId account;
  PermissionSet scopes;
};
std::optional<Owner> owner_of(db::Tx& tx, const ApiKeyId& id);

// Those that were not revoked, the newest first; one more than the limit where there are more.
Result<std::vector<ApiKeyInfo>> list(const db::Database& database, const std::optional<ApiKeyId>& after, int limit);

}  // namespace kontor::identity::api_key_rows
