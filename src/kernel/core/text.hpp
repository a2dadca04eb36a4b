#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Small helpers on strings that more than one kernel part needs.
namespace kontor::text {

bool is_valid_utf8(std::string_view bytes);
std::string_view trim(std::string_view text);  // ASCII white space
std::string to_lower(std::string_view text);   // ASCII
bool iequals(std::string_view a, std::string_view b);
// One part more than there are separators; parts may be empty and are not trimmed.
std::vector<std::string_view> split(std::string_view text, char separator);

// The whole text as a decimal number; nullopt for anything else, overflow included.
std::optional<std::int64_t> parse_int(std::string_view text);

std::string hex(std::span<const std::uint8_t> bytes);  // lower case
// RFC 4648 §5 without padding; decoding refuses padding and stray bits, so every value has one spelling.
std::string base64url(std::string_view bytes);
std::optional<std::string> decode_base64url(std::string_view text);

// The candidate that needs the fewest edits to become `word`; nullopt when none is close enough to be a typing error.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

// FNV-1a, 64 bits: stable across runs and machines, so it may be stored. Not for secrets.
std::uint64_t stable_hash(std::string_view bytes);

}  // namespace kontor::text
