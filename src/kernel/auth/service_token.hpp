#pragma once

#include <string>
#include <string_view>

#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/crypto/seal.hpp"

namespace kontor::auth {

// One process of the house speaks to another: a token of a minute, typ kontor-service+jwt, HS256 under a key that all
// processes of a house are given. `audience` is the module that is called.
std::string sign_service_token(std::string_view caller, std::string_view audience, const crypto::Key& key,
                               Timestamp now);

struct ServiceToken {
  std::string caller;
  std::string audience;
  Timestamp expires_at;
};
// Anything but a token of that kind under this key, good at this time, is `unauthenticated`, with one detail for all
// reasons. From any thread.
Result<ServiceToken> verify_service_token(std::string_view text, const crypto::Key& key, Timestamp now);

}  // namespace kontor::auth
