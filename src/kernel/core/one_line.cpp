#include "kernel/core/one_line.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"

namespace kontor::text {

namespace {

bool is_between(char c, unsigned low, unsigned high) {
  return static_cast<unsigned char>(c) >= low && static_cast<unsigned char>(c) <= high;
}

// `rest` begins with a character that is no letter, sign or space of a line.
bool begins_with_control(std::string_view rest) {
  if (is_between(rest[0], 0x00, 0x1f) || rest[0] == '\x7f') return true;
  if (rest.starts_with('\xc2')) return rest.size() > 1 && is_between(rest[1], 0x80, 0x9f);  // C1
  // Separators of lines and paragraphs, and what embeds, overrides or isolates a direction.
  if (rest.starts_with("\xe2\x80")) return rest.size() > 2 && is_between(rest[2], 0xa8, 0xae);
  if (rest.starts_with("\xe2\x81")) return rest.size() > 2 && is_between(rest[2], 0xa6, 0xa9);
  return false;
}

}  // namespace

bool is_one_line(std::string_view text) {
  if (!is_valid_utf8(text)) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (begins_with_control(text.substr(at))) return false;
  }
  return true;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return !is_between(c, 0x80, 0xbf); }));
}

}  // namespace kontor::text
