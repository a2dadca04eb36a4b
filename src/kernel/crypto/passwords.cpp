#include "kernel/crypto/passwords.hpp"

#include <argon2.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <new>
#include <optional>

#include "kernel/core/check.hpp"
#include "kernel/core/format.hpp"
#include "kernel/core/random.hpp"
#include "kernel/core/text.hpp"
#include "kernel/crypto/digest.hpp"

namespace kontor::crypto {

namespace {

constexpr std::string_view kHead = "$argon2id$v=19$";
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kShortestSalt = 8;  // RFC 9106
constexpr std::size_t kLongestSalt = 64;
constexpr std::size_t kHashBytes = 32;

struct Hash {
  PasswordCost cost;
  std::string salt;
  std::string bytes;
};

bool is_within_bounds(const PasswordCost& cost) {
  return cost.memory_kib >= PasswordCost::kLeastMemoryKib && cost.memory_kib <= PasswordCost::kMostMemoryKib &&
         cost.passes >= 1 && cost.passes <= PasswordCost::kMostPasses;
}

// The alphabet that others write these texts in.
std::string base64(std::string_view bytes) {
  auto text = text::base64url(bytes);
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  return text;
}

std::optional<std::string> decode_base64(std::string_view encoded) {
  if (encoded.find_first_of("-_") != std::string_view::npos) return std::nullopt;
  std::string text(encoded);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text::decode_base64url(text);
}

// `name=123` without sign or leading zeros; 0 for anything else.
int number_of(std::string_view field, std::string_view name) {
  if (!field.starts_with(name) || field.size() == name.size()) return 0;
  const auto digits = field.substr(name.size());
  if (digits.front() < '1' || digits.front() > '9') return 0;
  const auto number = text::parse_int(digits);
  return number && *number <= PasswordCost::kMostMemoryKib ? static_cast<int>(*number) : 0;
}

std::optional<Hash> parse(std::string_view text) {
  if (!text.starts_with(kHead)) return std::nullopt;
  const auto parts = text::split(text.substr(kHead.size()), '$');
  if (parts.size() != 3) return std::nullopt;
  const auto numbers = text::split(parts[0], ',');
  if (numbers.size() != 3 || numbers[2] != "p=1") return std::nullopt;
  const PasswordCost cost{number_of(numbers[0], "m="), number_of(numbers[1], "t=")};
  auto salt = decode_base64(parts[1]);
  auto bytes = decode_base64(parts[2]);
  const bool sound = is_within_bounds(cost) && salt && salt->size() >= kShortestSalt && salt->size() <= kLongestSalt &&
                     bytes && bytes->size() == kHashBytes;
  if (!sound) return std::nullopt;
  return Hash{cost, *std::move(salt), *std::move(bytes)};
}

// The library wipes its memory before it gives it back.
std::array<std::uint8_t, kHashBytes> compute(std::string_view password, std::string_view salt,
                                             const PasswordCost& cost) {
  std::array<std::uint8_t, kHashBytes> hash{};
  const int outcome =
      argon2id_hash_raw(static_cast<std::uint32_t>(cost.passes), static_cast<std::uint32_t>(cost.memory_kib), 1,
                        password.data(), password.size(), salt.data(), salt.size(), hash.data(), hash.size());
  if (outcome == ARGON2_MEMORY_ALLOCATION_ERROR) throw std::bad_alloc();
  KONTOR_CHECK(outcome == ARGON2_OK, "Argon2id takes what is within its bounds");
  return hash;
}

}  // namespace

std::string hash_password(std::string_view password, const PasswordCost& cost) {
  KONTOR_CHECK(is_within_bounds(cost), "the cost of passwords is within its bounds");
  std::array<std::uint8_t, kSaltBytes> random{};
  fill_random(random);
  const auto salt = ByteView(random).text();
  auto hash = compute(password, salt, cost);
  auto text =
      format("{}m={},t={},p=1${}${}", kHead, cost.memory_kib, cost.passes, base64(salt), base64(ByteView(hash).text()));
  OPENSSL_cleanse(hash.data(), hash.size());
  return text;
}

PasswordVerdict check_password(std::string_view password, std::string_view hash, const PasswordCost& cost) {
  const auto known = parse(hash);
  if (!known) return {};
  auto computed = compute(password, known->salt, known->cost);
  const bool matches = equal(computed, known->bytes);
  OPENSSL_cleanse(computed.data(), computed.size());
  const bool cheaper = known->cost.memory_kib < cost.memory_kib || known->cost.passes < cost.passes;
  return {matches, matches && cheaper};
}

}  // namespace kontor::crypto
