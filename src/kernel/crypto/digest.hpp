#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "kernel/crypto/bytes.hpp"

namespace kontor::crypto {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(ByteView bytes);
Digest hmac_sha256(ByteView key, ByteView bytes);

// RFC 5869: as many bytes as wanted, at most 8160, from a secret that need not be uniform. Other `info`, other bytes:
// knowing some tells nothing of the others. Not for passwords, which can be guessed.
std::string hkdf_sha256(ByteView secret, ByteView salt, ByteView info, std::size_t length);

// Takes the same time wherever the two differ; their lengths are no secret.
bool equal(ByteView a, ByteView b);

}  // namespace kontor::crypto
