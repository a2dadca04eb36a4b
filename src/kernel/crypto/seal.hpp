#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "kernel/crypto/bytes.hpp"
#include "kernel/crypto/digest.hpp"

namespace kontor::crypto {

// 256 secret bits, wiped from memory when they are no longer needed.
class Key {
 public:
  static constexpr std::size_t kBytes = 32;

  static Key random();
  // nullopt for another number of bytes.
  static std::optional<Key> from(ByteView bytes);

  Key(const Key&) = default;
  Key& operator=(const Key&) = default;
  ~Key();

  ByteView bytes() const { return bytes_; }

 private:
  Key() = default;
  std::array<std::uint8_t, kBytes> bytes_{};
};

// AES-256-GCM under a nonce of its own, chosen at random: nonce, ciphertext, tag; 28 bytes more than the plain text. A
// key is good for four thousand million of them. `associated` is covered by the tag and not part of the answer.
std::string seal(const Key& key, ByteView plain, ByteView associated);

// nullopt when it was sealed under another key or with other associated bytes, or was changed since.
std::optional<std::string> open(const Key& key, ByteView sealed, ByteView associated);

}  // namespace kontor::crypto
