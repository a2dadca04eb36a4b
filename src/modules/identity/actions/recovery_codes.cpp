#include "modules/identity/actions/recovery_codes.hpp"

#include <array>

#include "kernel/core/random.hpp"
#include "kernel/core/text.hpp"

namespace kontor::identity::recovery_codes {

namespace {

constexpr std::size_t kCharacters = 16;  // of five bits each
constexpr std::size_t kGroup = 4;
constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";  // Crockford's

std::string make_one() {
  std::array<std::uint8_t, kCharacters> random{};
  fill_random(random);
  std::string code;
  for (std::size_t i = 0; i < random.size(); ++i) {
    if (i > 0 && i % kGroup == 0) code += '-';
    code += kAlphabet[random[i] % kAlphabet.size()];
  }
  return code;
}

// What is read for another character counts as it.
std::string canonical(std::string_view code) {
  std::string out;
  for (const char c : text::to_lower(code)) {
    if (c == ' ' || c == '-') continue;
    out += c == 'o' ? '0' : c == 'i' || c == 'l' ? '1' : c;
  }
  return out;
}

}  // namespace

std::vector<std::string> make() {
  std::vector<std::string> codes;
  for (int i = 0; i < kCount; ++i) codes.push_back(make_one());
  return codes;
}

crypto::Digest digest_of(const UserId& account, std::string_view code) {
  return crypto::sha256("recovery code of " + account.str() + ": " + canonical(code));
}

std::vector<crypto::Digest> digests_of(const UserId& account, const std::vector<std::string>& codes) {
  std::vector<crypto::Digest> digests;
  for (const auto& code : codes) digests.push_back(digest_of(account, code));
  return digests;
}

}  // namespace kontor::identity::recovery_codes
