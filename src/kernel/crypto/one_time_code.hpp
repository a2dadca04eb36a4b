#pragma once

#include <cstdint>
#include <string>

#include "kernel/crypto/bytes.hpp"

namespace kontor::crypto {

// The six digits of RFC 4226, by HMAC-SHA-1: what authenticator apps know. Nothing else should use SHA-1; here its
// collisions are of no use to anybody.
std::string one_time_code(ByteView secret, std::uint64_t counter);

}  // namespace kontor::crypto
