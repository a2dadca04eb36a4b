#include "kernel/core/ids.hpp"

#include <algorithm>
#include <chrono>

#include "kernel/core/random.hpp"

namespace kontor {

namespace {

__extension__ using Bits128 = unsigned __int128;

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase32Digits = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t kUuidTextLength = 36;
constexpr std::size_t kBase32Length = 26;
constexpr int kNoDigit = -1;

// The value of each character, or kNoDigit.
constexpr std::array<std::int8_t, 256> values_of(std::string_view digits) {
  std::array<std::int8_t, 256> values{};
  values.fill(kNoDigit);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    values[static_cast<std::uint8_t>(digits[i])] = static_cast<std::int8_t>(i);
  }
  return values;
}

constexpr auto kBase32Values = values_of(kBase32Digits);

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return kNoDigit;
}

constexpr bool is_hyphen_at(std::size_t position) {
  return position == 8 || position == 13 || position == 18 || position == 23;
}

Bits128 to_bits(const std::array<std::uint8_t, 16>& bytes) {
  Bits128 bits = 0;
  for (const auto byte : bytes) bits = bits << 8 | byte;
  return bits;
}

Uuid from_bits(Bits128 bits) {
  std::array<std::uint8_t, 16> bytes;
  for (std::size_t i = bytes.size(); i-- > 0; bits >>= 8) bytes[i] = static_cast<std::uint8_t>(bits);
  return Uuid(bytes);
}

// What one thread put into its last id: the 48 bits of time and the 74 random ones, as one ascending number.
class Sequence {
 public:
  Uuid next(std::uint64_t now_ms) {
    if (now_ms > last_ms()) {
      // The highest random bit stays free, so that a busy millisecond has room to count.
      tail_ = (Bits128(random_u64()) << 64 | random_u64()) >> 55;
      ms_ = now_ms;
    } else {
      // A step of random size, so that ids do not tell how many were made; a full tail borrows the next millisecond.
      tail_ += 1 + (random_u64() >> 32);
    }
    return Uuid::v7(last_ms(), static_cast<std::uint64_t>(tail_ >> 62), static_cast<std::uint64_t>(tail_));
  }

 private:
  std::uint64_t last_ms() const { return ms_ + static_cast<std::uint64_t>(tail_ >> 74); }

  std::uint64_t ms_ = 0;
  Bits128 tail_ = 0;
};

}  // namespace

Uuid Uuid::generate() {
  thread_local Sequence sequence;
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return sequence.next(
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count()));
}

Uuid Uuid::v7(std::uint64_t unix_ms, std::uint64_t random_high, std::uint64_t random_low) {
  constexpr std::uint64_t kVersion = 7;
  constexpr std::uint64_t kVariant = 0b10;
  const std::uint64_t high = unix_ms << 16 | kVersion << 12 | (random_high & 0xfff);
  const std::uint64_t low = kVariant << 62 | (random_low & ~(std::uint64_t{0b11} << 62));
  return from_bits(Bits128(high) << 64 | low);
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
  if (text.size() != kUuidTextLength) return std::nullopt;
  Bits128 bits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_hyphen_at(i)) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const int value = hex_value(text[i]);
    if (value == kNoDigit) return std::nullopt;
    bits = bits << 4 | static_cast<unsigned>(value);
  }
  return from_bits(bits);
}

std::string Uuid::str() const {
  std::string text;
  text.reserve(kUuidTextLength);
  for (const auto byte : bytes_) {
    if (is_hyphen_at(text.size())) text += '-';
    text += kHexDigits[byte >> 4];
    text += kHexDigits[byte & 0xf];
  }
  return text;
}

std::string encode_base32(const Uuid& uuid) {
  std::string text(kBase32Length, '0');
  Bits128 bits = to_bits(uuid.bytes());
  for (std::size_t i = text.size(); i-- > 0; bits >>= 5) text[i] = kBase32Digits[static_cast<std::size_t>(bits & 31)];
  return text;
}

std::optional<Uuid> decode_base32(std::string_view text) {
  // 26 digits hold 130 bits: a first digit above 7 would overflow.
  if (text.size() != kBase32Length || text.front() > '7') return std::nullopt;
  Bits128 bits = 0;
  for (const char c : text) {
    const int value = kBase32Values[static_cast<std::uint8_t>(c)];
    if (value == kNoDigit) return std::nullopt;
    bits = bits << 5 | static_cast<unsigned>(value);
  }
  return from_bits(bits);
}

}  // namespace kontor
