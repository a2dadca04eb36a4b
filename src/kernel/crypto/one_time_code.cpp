#include "kernel/crypto/one_time_code.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "kernel/core/check.hpp"
#include "kernel/core/format.hpp"

namespace kontor::crypto {

namespace {

using Sha1 = std::array<std::uint8_t, 20>;

Sha1 hmac_sha1(ByteView key, ByteView bytes) {
  Sha1 digest{};
  const auto* made =
      HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), bytes.data(), bytes.size(), digest.data(), nullptr);
  KONTOR_CHECK(made != nullptr, "HMAC-SHA-1 is available");
  return digest;
}

std::array<std::uint8_t, 8> big_endian(std::uint64_t number) {
  std::array<std::uint8_t, 8> bytes{};
  for (std::size_t i = bytes.size(); i-- > 0; number >>= 8) bytes[i] = static_cast<std::uint8_t>(number);
  return bytes;
}

}  // namespace

std::string one_time_code(ByteView secret, std::uint64_t counter) {
  KONTOR_CHECK(secret.size() > 0, "a one-time code has a secret");
  const auto digest = hmac_sha1(secret, big_endian(counter));
  // RFC 4226 §5.3: the last four bits say where the number begins.
  const std::size_t at = digest.back() & 0x0f;
  const std::uint32_t number = (digest[at] & 0x7fu) << 24 | static_cast<std::uint32_t>(digest[at + 1]) << 16 |
                               static_cast<std::uint32_t>(digest[at + 2]) << 8 | digest[at + 3];
  return format("{:06}", number % 1'000'000);
}

}  // namespace kontor::crypto
