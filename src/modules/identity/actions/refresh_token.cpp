#include "modules/identity/actions/refresh_token.hpp"

#include <algorithm>
#include <array>

#include "kernel/core/random.hpp"
#include "kernel/core/text.hpp"
#include "kernel/crypto/digest.hpp"

namespace kontor::identity {

namespace {

constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kGenerationBytes = 4;
constexpr std::size_t kRandomBytes = 24;
constexpr std::size_t kSignedBytes = kIdBytes + kGenerationBytes + kRandomBytes;
constexpr std::size_t kBytes = kSignedBytes + sizeof(crypto::Digest);

}  // namespace

std::string RefreshToken::make(const SessionId& session, std::int32_t generation, const crypto::Key& key) {
  std::array<std::uint8_t, kBytes> bytes{};
  std::ranges::copy(session.uuid().bytes(), bytes.begin());
  for (std::size_t at = 0; at < kGenerationBytes; ++at) {
    bytes[kIdBytes + at] = static_cast<std::uint8_t>(static_cast<std::uint32_t>(generation) >> (24 - 8 * at));
  }
  fill_random(std::span(bytes).subspan(kIdBytes + kGenerationBytes, kRandomBytes));
  const auto mac = crypto::hmac_sha256(key.bytes(), std::span<const std::uint8_t>(bytes).first(kSignedBytes));
  std::ranges::copy(mac, bytes.begin() + kSignedBytes);
  return text::base64url(crypto::ByteView(bytes).text());
}

std::optional<RefreshToken> RefreshToken::parse(std::string_view text, const crypto::Key& key) {
  const auto decoded = text::decode_base64url(text);
  if (!decoded || decoded->size() != kBytes) return std::nullopt;
  const auto signed_bytes = std::string_view(*decoded).substr(0, kSignedBytes);
  if (!crypto::equal(crypto::hmac_sha256(key.bytes(), signed_bytes), std::string_view(*decoded).substr(kSignedBytes))) {
    return std::nullopt;
  }
  std::array<std::uint8_t, kIdBytes> id{};
  std::copy_n(decoded->begin(), kIdBytes, id.begin());
  std::uint32_t generation = 0;
  for (std::size_t at = 0; at < kGenerationBytes; ++at) {
    generation = generation << 8 | static_cast<std::uint8_t>((*decoded)[kIdBytes + at]);
  }
  return RefreshToken{SessionId(Uuid(id)), static_cast<std::int32_t>(generation)};
}

}  // namespace kontor::identity
