#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kernel/crypto/seal.hpp"
#include "modules/identity/api/identity.hpp"

namespace kontor::identity {

// What a refresh token says to who made it: which session, and the how many-th of it. For clients it is opaque.
//
// The text is base64url of session id ‖ generation ‖ random bytes ‖ MAC. The MAC proves that the house once gave it
// out, so that one of any past generation is recognised without keeping a row for each.
struct RefreshToken {
  SessionId session_id;
  std::int32_t generation = 1;

  static std::string make(const SessionId& session, std::int32_t generation, const crypto::Key& key);
  // nullopt for what was not made under this key.
  static std::optional<RefreshToken> parse(std::string_view text, const crypto::Key& key);
};

}  // namespace kontor::identity
