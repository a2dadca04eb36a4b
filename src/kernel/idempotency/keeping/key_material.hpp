#pragma once

#include "kernel/crypto/digest.hpp"
#include "kernel/crypto/seal.hpp"
#include "kernel/db/param.hpp"
#include "kernel/http/idempotency_key.hpp"

namespace kontor::idempotency {

// What is derived from an Idempotency-Key and its scope. The table holds the first two; without the key itself neither
// tells anything, and nothing opens what is under the third.
struct KeyMaterial {
  crypto::Digest hash;         // the same key in the same scope
  crypto::Digest fingerprint;  // of the request: method, target and body, byte by byte
  crypto::Key cipher;          // for the answer

  std::span<const std::uint8_t> hash_column() const { return hash; }
  std::span<const std::uint8_t> fingerprint_column() const { return fingerprint; }
};

KeyMaterial key_material(const http::IdempotencyKey& key);

}  // namespace kontor::idempotency
