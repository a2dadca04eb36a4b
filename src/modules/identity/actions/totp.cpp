#include "modules/identity/actions/totp.hpp"

#include "kernel/core/format.hpp"
#include "kernel/crypto/digest.hpp"
#include "kernel/crypto/one_time_code.hpp"

namespace kontor::identity::totp {

namespace {

constexpr std::size_t kSecretBytes = 20;
constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (const char c : text) {
    if (kPlain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

}  // namespace

std::string secret_of(const crypto::Key& key) {
  return std::string(key.bytes().text().substr(0, kSecretBytes));
}

std::string base32(std::string_view bytes) {
  std::string out;
  unsigned buffer = 0;
  int bits = 0;
  for (const char c : bytes) {
    buffer = (buffer << 8 | static_cast<unsigned char>(c)) & 0xffff;
    for (bits += 8; bits >= 5; bits -= 5) out += kDigits[(buffer >> (bits - 5)) & 31];
  }
  if (bits > 0) out += kDigits[(buffer << (5 - bits)) & 31];
  return out;
}

std::string uri(std::string_view secret, std::string_view issuer, std::string_view account) {
  const auto name = percent_encoded(issuer);
  return format("otpauth://totp/{}:{}?secret={}&issuer={}", name, percent_encoded(account), base32(secret), name);
}

std::optional<std::int64_t> step_of(std::string_view code, std::string_view secret, std::int64_t step,
                                    std::int64_t last_step) {
  std::optional<std::int64_t> found;
  for (std::int64_t candidate = step - 1; candidate <= step + 1; ++candidate) {
    const bool matches = crypto::equal(code, crypto::one_time_code(secret, static_cast<std::uint64_t>(candidate)));
    if (matches && candidate > last_step && !found) found = candidate;
  }
  return found;
}

}  // namespace kontor::identity::totp
