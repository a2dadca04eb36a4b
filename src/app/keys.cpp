#include "app/keys.hpp"

#include <algorithm>

#include "kernel/core/check.hpp"
#include "kernel/core/text.hpp"

namespace kontor::app {

namespace {

constexpr std::size_t kHexDigits = 2 * crypto::Key::kBytes;

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

std::optional<std::string> decode_hex(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    const auto high = hex_digit(text[i]);
    const auto low = hex_digit(text[i + 1]);
    if (!high || !low) return std::nullopt;
    bytes.push_back(static_cast<char>(*high * 16 + *low));
  }
  return bytes;
}

std::optional<std::string> decode_base64(std::string_view text) {
  if (text.ends_with('=')) text.remove_suffix(1);  // 32 bytes have one
  std::string url(text);
  std::ranges::replace(url, '+', '-');
  std::ranges::replace(url, '/', '_');
  return text::decode_base64url(url);
}

std::optional<crypto::Key> key_in_use(std::string_view text) {
  if (text.empty()) return std::nullopt;
  auto key = key_from(text);
  KONTOR_CHECK(key.has_value(), "keys are checked when the settings are loaded");
  return key;
}

}  // namespace

std::optional<crypto::Key> key_from(std::string_view text) {
  const auto bytes = text.size() == kHexDigits ? decode_hex(text) : decode_base64(text);
  return bytes ? crypto::Key::from(*bytes) : std::nullopt;
}

Result<void> check_keys(const Settings& settings) {
  std::vector<FieldProblem> problems;
  const auto check = [&](std::string_view key, const std::string& text) {
    if (text.empty() || key_from(text)) return;
    problems.push_back({std::string(key), "format", "must be 32 bytes in base64 or hex: openssl rand -base64 32"});
  };
  check("security.master_key", settings.security.master_key);
  check("auth.service_key", settings.auth.service_key);
  if (problems.empty()) return {};
  return Error{ErrorKind::invalid, "invalid_configuration", "The configuration cannot be used.", std::move(problems)};
}

crypto::KeyWrap key_wrap_of(const SecuritySettings& settings) {
  const auto master = key_in_use(settings.master_key);
  return master ? crypto::KeyWrap(*master) : crypto::KeyWrap();
}

std::optional<crypto::Key> service_key_of(const auth::AuthSettings& settings) {
  return key_in_use(settings.service_key);
}

}  // namespace kontor::app
