#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kontor {

// 128 bits, as PostgreSQL's uuid. Ordered as its bytes, which for version 7 is the order of creation.
class Uuid {
 public:
  constexpr Uuid() = default;
  explicit constexpr Uuid(const std::array<std::uint8_t, 16>& bytes) : bytes_(bytes) {}

  // Version 7 (RFC 9562): milliseconds, then random bits; ids made by one thread in one millisecond still ascend.
  static Uuid generate();
  // The same from a given time (48 bits) and random bits (the lowest 12 and 62 count); for seeded data and tests.
  static Uuid v7(std::uint64_t unix_ms, std::uint64_t random_high, std::uint64_t random_low);
  // 8-4-4-4-12 hex digits of either case, nothing around them.
  static std::optional<Uuid> parse(std::string_view text);

  std::string str() const;  // 8-4-4-4-12 lower-case hex
  const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
  bool is_nil() const { return *this == Uuid{}; }

  auto operator<=>(const Uuid&) const = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

// TypeID suffix: 26 characters of Crockford's base32, lower case.
std::string encode_base32(const Uuid& uuid);
// nullopt for another length, upper case, other characters, or bits that overflow 128.
std::optional<Uuid> decode_base32(std::string_view text);

// A typed id, `product_01j…` outside (TypeID), uuid in the database. Tag::kPrefix names the type:
//   struct ProductTag { static constexpr std::string_view kPrefix = "product"; };
//   using ProductId = Id<ProductTag>;
template <class Tag>
class Id {
 public:
  static constexpr std::string_view kPrefix = Tag::kPrefix;

  constexpr Id() = default;
  explicit constexpr Id(const Uuid& uuid) : uuid_(uuid) {}

  static Id generate() { return Id(Uuid::generate()); }

  // nullopt for another prefix, bad characters, or bits that overflow 128.
  static std::optional<Id> parse(std::string_view text) {
    if (text.size() != kPrefix.size() + 27 || !text.starts_with(kPrefix) || text[kPrefix.size()] != '_') {
      return std::nullopt;
    }
    const auto uuid = decode_base32(text.substr(kPrefix.size() + 1));
    return uuid ? std::optional(Id(*uuid)) : std::nullopt;
  }

  std::string str() const { return std::string(kPrefix) + '_' + encode_base32(uuid_); }
  const Uuid& uuid() const { return uuid_; }

  auto operator<=>(const Id&) const = default;

 private:
  Uuid uuid_;
};

}  // namespace kontor
