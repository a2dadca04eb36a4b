#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/crypto/bytes.hpp"

namespace kontor::crypto {

// An RSA key that signatures are checked by. Cheap to copy; safe from any thread.
class RsaPublicKey {
 public:
  // From SubjectPublicKeyInfo; nullopt for anything but RSA of 2048 to 4096 bits.
  static std::optional<RsaPublicKey> from_der(ByteView der);
  std::string der() const;

  // RFC 7638: the base64url SHA-256 thumbprint; the key's id in tokens.
  const std::string& id() const;
  // base64url, as a JWK has them.
  const std::string& modulus() const;
  const std::string& exponent() const;

  // RSASSA-PKCS1-v1_5 with SHA-256.
  bool verify(ByteView text, ByteView signature) const;

 private:
  friend class RsaKey;
  class Impl;
  explicit RsaPublicKey(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

// A key pair. Cheap to copy; safe from any thread.
class RsaKey {
 public:
  static RsaKey generate();  // 2048 bits, about a tenth of a second
  // From PKCS#8; nullopt as above.
  static std::optional<RsaKey> from_der(ByteView der);
  std::string der() const;

  const RsaPublicKey& public_key() const;
  std::string sign(ByteView text) const;  // about a millisecond

 private:
  class Impl;
  explicit RsaKey(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

}  // namespace kontor::crypto
