#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/identity/signing_key_info.hpp"

// identity.signing_key.
namespace kontor::identity::signing_key_rows {

struct KeptKey {
  std::string id;
  db::Bytes wrapped_key;
};
// The newest that signs now.
std::optional<KeptKey> current(db::Tx& tx);

// The public keys, as DER, of all that are not retired.
Result<std::vector<db::Bytes>> published(const db::Database& database);

bool newest_is_older(db::Tx& tx, std::chrono::days than);

// All that there are, the newest first.
Result<std::vector<SigningKeyInfo>> list(const db::Database& database);

struct NewKey {
  std::string id;
  std::string public_key;
  std::string wrapped_key;
};
void insert(db::Tx& tx, const NewKey& key, std::chrono::seconds signs_in);
// All but this one retire in so long, unless they do so earlier; those that are retired for a day are removed.
void retire_others(db::Tx& tx, const std::string& id, std::chrono::seconds in);

}  // namespace kontor::identity::signing_key_rows
