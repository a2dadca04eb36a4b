#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/auth/caller.hpp"
#include "kernel/auth/gate.hpp"

namespace kontor::auth {

// When an API key was used last, in microseconds since 1970; 0: not since it was last asked.
using LastUse = std::atomic<std::int64_t>;

struct KnownApiKey {
  crypto::Digest secret_digest{};
  std::optional<Timestamp> expires_at;
  std::shared_ptr<const Principal> principal;
  std::shared_ptr<LastUse> last_use;
};

// Credentials, made ready to be asked. Never changes once made, but for the last uses.
class Known {
 public:
  // Keys that were there before keep their last use.
  Known(Credentials credentials, std::size_t most_api_keys, const Known* before);

  std::uint64_t edition() const { return edition_; }
  std::span<const crypto::RsaPublicKey> keys() const { return keys_; }
  // Sorted, each once; a role that is not known gives none.
  std::vector<std::string> permissions_of(const std::vector<std::string>& roles) const;
  // nullptr: no such key.
  const KnownApiKey* api_key(std::string_view prefix) const;
  std::vector<ApiKeyUse> take_uses() const;

 private:
  std::uint64_t edition_;
  std::vector<crypto::RsaPublicKey> keys_;
  std::map<std::string, std::vector<std::string>> roles_;
  std::map<std::string, KnownApiKey, std::less<>> api_keys_;  // by prefix
};

}  // namespace kontor::auth
