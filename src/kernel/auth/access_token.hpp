#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/crypto/rsa.hpp"

namespace kontor::auth {

// Who may issue tokens, and for whom they are.
struct TokenTerms {
  std::string issuer;
  std::string audience;
};

// What an access token says (RFC 9068: typ at+jwt, RS256).
struct AccessToken {
  Uuid id;
  std::string subject;  // "user_01j…"
  Uuid session_id;
  std::vector<std::string> roles;
  Timestamp issued_at;
  Timestamp expires_at;
};

inline constexpr std::size_t kLongestToken = 4096;
// How far the clocks of who issues and who verifies may be apart.
inline constexpr std::chrono::seconds kLeeway{30};

// Times are cut to whole seconds.
std::string sign(const AccessToken& token, const TokenTerms& terms, const crypto::RsaKey& key);

// Strict: exactly three parts, exactly the header members alg, typ and kid, RS256 by one of these keys, this issuer and
// audience, issued and not expired by `now` give or take kLeeway. Everything else is `unauthenticated`, with one
// detail for all reasons. Takes some tens of microseconds; from any thread.
Result<AccessToken> verify(std::string_view text, const TokenTerms& terms, std::span<const crypto::RsaPublicKey> keys,
                           Timestamp now);

}  // namespace kontor::auth
