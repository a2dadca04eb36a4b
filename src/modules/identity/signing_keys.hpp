#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "kernel/audit/trail.hpp"
#include "kernel/core/result.hpp"
#include "kernel/crypto/key_wrap.hpp"
#include "kernel/crypto/rsa.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "modules/identity/signing_key_info.hpp"

namespace kontor::identity {

// The keys that access tokens are signed with, in the database, wrapped by the master key where there is one. Safe from
// any thread.
class SigningKeys {
 public:
  // `token_life` is how long a token is good at most.
  SigningKeys(db::Database database, events::Log& log, audit::Trail trail, crypto::KeyWrap wrap,
              std::chrono::seconds token_life);
  ~SigningKeys();

  // The key that signs now, from memory while it does; made where there is none. Blocks for a query at most once in a
  // while. Throws what the database throws.
  crypto::RsaKey current();
  // The same query a little earlier: who calls this before a transaction gets current() within it from memory.
  void prepare();
  // What is in memory may be old: another instance has rotated.
  void forget();

  // All that tokens may be signed by, the coming one among them: as the JWKS shows them.
  Result<std::vector<crypto::RsaPublicKey>> published() const;

  // All that there are, the newest first.
  Result<std::vector<SigningKeyInfo>> list() const;

  enum class Urgency {
    usual,  // the new key is published now and signs in ten minutes, when every cache has heard of it
    now,    // the old ones may be known to others: they check nothing from this moment on
  };
  Result<std::string> rotate(Urgency urgency);  // the new key's id
  // As usual, when the newest key is so old; of several who ask at once, one does.
  Result<void> rotate_older(std::chrono::days than);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kontor::identity
