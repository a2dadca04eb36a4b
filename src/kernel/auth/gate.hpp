#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/auth/access_token.hpp"
#include "kernel/auth/authenticator.hpp"
#include "kernel/auth/settings.hpp"
#include "kernel/core/ids.hpp"
#include "kernel/core/time.hpp"
#include "kernel/crypto/digest.hpp"
#include "kernel/crypto/rsa.hpp"
#include "kernel/crypto/seal.hpp"
#include "kernel/telemetry/metrics.hpp"

namespace kontor::auth {

// An API key as the gate knows it. The key itself is `kontor_<prefix>_<secret>`.
struct ApiKey {
  Uuid id;
  std::string subject;              // "apikey_01j…"
  std::string prefix;               // one key's alone, without '_'
  crypto::Digest secret_digest{};   // SHA-256 of <secret>, as it stands in the key
  std::vector<std::string> scopes;  // names of permissions
  std::optional<Timestamp> expires_at;
};

// What credentials are judged by: all of it, as it stood when it was read.
struct Credentials {
  std::vector<crypto::RsaPublicKey> keys;                 // that tokens may be signed by
  std::map<std::string, std::vector<std::string>> roles;  // the permissions of each
  std::vector<ApiKey> api_keys;
  std::vector<Uuid> ended_sessions;  // whose last token may not have expired
};

struct ApiKeyUse {
  Uuid id;
  Timestamp at;
};

// Judges the credentials of every request from memory: "Bearer" and an access token, an API key, or a service token.
// Verdicts on tokens are kept in a bounded cache. What it judges by is read and renewed by identity, in every instance.
// Safe from any thread; never blocks on more than short locks, none of which is held while something is verified.
class Gate final : public Authenticator {
 public:
  // Without a service key no service token is good.
  Gate(const AuthSettings& settings, std::optional<crypto::Key> service_key, const Clock& clock,
       telemetry::Metrics& metrics);
  ~Gate() override;

  // `unauthenticated`, with one detail for all reasons, or `unavailable` where nothing is known yet, or what is known
  // may be out of date for longer than the settings allow. Service tokens need nothing to be known.
  Result<Caller> authenticate(std::string_view authorization) const override;

  // Judges by these from now on, and forgets all verdicts. Sessions that were ended in between stay ended. They must
  // have been read after the last lose_sight(). API keys beyond settings.api_keys are not known.
  void renew(Credentials credentials);
  // Their tokens are worthless when this returns, whatever renew() says, until the last of them has expired.
  void end_sessions(std::span<const Uuid> sessions);
  // From now until the next renew(), what is known may be out of date.
  void lose_sight();

  // The last use of each API key that is known and was used since this was last asked.
  std::vector<ApiKeyUse> take_uses();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kontor::auth
