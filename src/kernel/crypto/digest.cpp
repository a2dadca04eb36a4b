#include "kernel/crypto/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "kernel/core/check.hpp"

namespace kontor::crypto {

namespace {

// EVP_sha256() looks for an implementation at each use, which takes as long as digesting some hundred bytes.
const EVP_MD* sha256_method() {
  static const EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return method;
}

}  // namespace

Digest sha256(ByteView bytes) {
  Digest digest{};
  KONTOR_CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, sha256_method(), nullptr) == 1,
               "SHA-256 is available");
  return digest;
}

Digest hmac_sha256(ByteView key, ByteView bytes) {
  Digest digest{};
  // A null key would mean "the one before".
  const void* secret = key.size() > 0 ? static_cast<const void*>(key.data()) : "";
  const auto* made =
      HMAC(EVP_sha256(), secret, static_cast<int>(key.size()), bytes.data(), bytes.size(), digest.data(), nullptr);
  KONTOR_CHECK(made != nullptr, "HMAC-SHA-256 is available");
  return digest;
}

std::string hkdf_sha256(ByteView secret, ByteView salt, ByteView info, std::size_t length) {
  KONTOR_CHECK(length <= 255 * sizeof(Digest), "HKDF gives at most 255 blocks");
  const Digest extracted = hmac_sha256(salt, secret);
  std::string out;
  std::string block;
  for (int counter = 1; out.size() < length; ++counter) {
    block.append(info.text()) += static_cast<char>(counter);
    block = ByteView(hmac_sha256(extracted, block)).text();
    out += block;
  }
  out.resize(length);
  return out;
}

bool equal(ByteView a, ByteView b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace kontor::crypto
