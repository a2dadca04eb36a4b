#include "modules/payment/providers/signature.hpp"

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "kernel/crypto/digest.hpp"

namespace kontor::payment {

namespace {

constexpr std::size_t kMostParts = 16;

Error refused() {
  return {ErrorKind::rejected, "invalid_signature", "The signature is missing, wrong or too old."};
}

std::string mac(std::string_view secret, std::string_view seconds, std::string_view body) {
  return text::hex(crypto::hmac_sha256(secret, format("{}.{}", seconds, body)));
}

}  // namespace

std::string sign_webhook(std::string_view secret, std::string_view body, Timestamp now) {
  const auto seconds = std::to_string(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
  return format("t={},v1={}", seconds, mac(secret, seconds, body));
}

Result<void> check_signature(std::string_view signature, std::string_view secret, std::string_view body, Timestamp now,
                             std::chrono::seconds tolerance) {
  const auto parts = text::split(signature, ',');
  if (secret.empty() || parts.size() > kMostParts) return refused();
  std::string_view seconds;
  for (const auto part : parts) {
    if (part.starts_with("t=")) seconds = part.substr(2);
  }
  const auto at = text::parse_int(seconds);
  if (!at) return refused();
  const auto present = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  if (*at < present - tolerance.count() || *at > present + tolerance.count()) return refused();
  const auto expected = mac(secret, seconds, body);
  bool good = false;
  for (const auto part : parts) {
    if (part.starts_with("v1=")) good = crypto::equal(part.substr(3), expected) || good;
  }
  return good ? Result<void>() : refused();
}

}  // namespace kontor::payment
