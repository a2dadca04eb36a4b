#include "kernel/core/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <numeric>

namespace kontor::text {

namespace {

constexpr std::string_view kWhiteSpace = " \t\r\n\f\v";
constexpr std::string_view kBase64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_between(std::uint8_t byte, int low, int high) {
  return byte >= low && byte <= high;
}

// Of the sequence that a byte above 0x7f leads: its length (0 if it leads none) and the bounds of its second byte,
// which exclude overlong forms, surrogates and what lies beyond U+10FFFF.
struct Sequence {
  std::size_t length;
  int second_low;
  int second_high;
};

Sequence sequence_led_by(std::uint8_t lead) {
  if (is_between(lead, 0xc2, 0xdf)) return {2, 0x80, 0xbf};
  if (is_between(lead, 0xe0, 0xef)) return {3, lead == 0xe0 ? 0xa0 : 0x80, lead == 0xed ? 0x9f : 0xbf};
  if (is_between(lead, 0xf0, 0xf4)) return {4, lead == 0xf0 ? 0x90 : 0x80, lead == 0xf4 ? 0x8f : 0xbf};
  return {0, 0, 0};
}

// How many bytes the sequence at the front takes; 0 if it is malformed.
std::size_t valid_sequence_length(std::string_view rest) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(rest[i]); };
  const auto sequence = sequence_led_by(byte(0));
  if (sequence.length == 0 || rest.size() < sequence.length) return 0;
  if (!is_between(byte(1), sequence.second_low, sequence.second_high)) return 0;
  for (std::size_t i = 2; i < sequence.length; ++i) {
    if (!is_between(byte(i), 0x80, 0xbf)) return 0;
  }
  return sequence.length;
}

// Almost all text is ASCII: eight bytes at a time.
std::size_t ascii_prefix_length(std::string_view text) {
  std::size_t length = 0;
  for (std::uint64_t eight; text.size() - length >= sizeof eight; length += sizeof eight) {
    std::memcpy(&eight, text.data() + length, sizeof eight);
    if ((eight & 0x8080808080808080u) != 0) break;
  }
  while (length < text.size() && static_cast<std::uint8_t>(text[length]) < 0x80) ++length;
  return length;
}

// Insertions, deletions, substitutions and swaps of neighbours.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_previous(b.size() + 1);
  std::vector<std::size_t> previous(b.size() + 1);
  std::vector<std::size_t> current(b.size() + 1);
  std::iota(current.begin(), current.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_previous.swap(previous);
    previous.swap(current);
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({substituted, previous[j] + 1, current[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) current[j] = std::min(current[j], before_previous[j - 2] + 1);
    }
  }
  return current.back();
}

constexpr std::array<std::int8_t, 256> base64_values() {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < kBase64Digits.size(); ++i) {
    values[static_cast<std::uint8_t>(kBase64Digits[i])] = static_cast<std::int8_t>(i);
  }
  return values;
}

constexpr auto kBase64Values = base64_values();

}  // namespace

bool is_valid_utf8(std::string_view bytes) {
  for (bytes.remove_prefix(ascii_prefix_length(bytes)); !bytes.empty();
       bytes.remove_prefix(ascii_prefix_length(bytes))) {
    const auto length = valid_sequence_length(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(kWhiteSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kWhiteSpace) - first + 1);
}

std::string to_lower(std::string_view text) {
  std::string lowered(text);
  std::ranges::transform(lowered, lowered.begin(), lower);
  return lowered;
}

bool iequals(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (auto end = text.find(separator); end != std::string_view::npos; end = text.find(separator)) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

std::optional<std::int64_t> parse_int(std::string_view text) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return value;
}

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string digits;
  digits.reserve(bytes.size() * 2);
  for (const auto byte : bytes) {
    digits += kDigits[byte >> 4];
    digits += kDigits[byte & 0xf];
  }
  return digits;
}

std::string base64url(std::string_view bytes) {
  std::string digits;
  digits.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t window = 0;
  int pending_bits = 0;
  for (const char c : bytes) {
    window = window << 8 | static_cast<std::uint8_t>(c);
    for (pending_bits += 8; pending_bits >= 6; pending_bits -= 6) {
      digits += kBase64Digits[window >> (pending_bits - 6) & 0x3f];
    }
  }
  if (pending_bits > 0) digits += kBase64Digits[window << (6 - pending_bits) & 0x3f];
  return digits;
}

std::optional<std::string> decode_base64url(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t window = 0;
  int pending_bits = 0;
  for (const char c : text) {
    const int value = kBase64Values[static_cast<std::uint8_t>(c)];
    if (value < 0) return std::nullopt;
    window = window << 6 | static_cast<std::uint32_t>(value);
    pending_bits += 6;
    if (pending_bits >= 8) {
      pending_bits -= 8;
      bytes += static_cast<char>(window >> pending_bits & 0xff);
    }
  }
  const std::uint32_t stray_bits = window & ((1u << pending_bits) - 1);
  return stray_bits == 0 ? std::optional(std::move(bytes)) : std::nullopt;
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates) {
  const std::size_t limit = std::max<std::size_t>(2, word.size() / 3);
  std::optional<std::string> best;
  std::size_t best_distance = limit + 1;
  for (const auto& candidate : candidates) {
    const auto [shorter, longer] = std::minmax({word.size(), candidate.size()});
    // Also what keeps a word of a megabyte cheap.
    if (longer - shorter >= best_distance) continue;
    const auto distance = edit_distance(word, candidate);
    // Replacing a short word altogether is no typing error.
    if (distance >= best_distance || distance >= longer) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

std::uint64_t stable_hash(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : bytes) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3;
  return hash;
}

}  // namespace kontor::text
