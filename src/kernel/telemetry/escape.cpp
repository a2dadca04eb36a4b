#include "kernel/telemetry/escape.hpp"

#include <array>
#include <cstdint>

namespace kontor::telemetry {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Character {
  char32_t code;
  std::size_t bytes;
  bool valid;
};

constexpr Character kInvalid{0xFFFD, 1, false};

// The first character of a text that is not empty and does not begin with ASCII.
Character decode(std::string_view text) {
  const auto lead = static_cast<std::uint8_t>(text[0]);
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return kInvalid;
  char32_t code = lead & (0xFFu >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<std::uint8_t>(text[i]);
    if ((next & 0xC0) != 0x80) return kInvalid;
    code = (code << 6) | (next & 0x3Fu);
  }
  const bool overlong = (bytes == 3 && code < 0x800) || (bytes == 4 && code < 0x10000);
  if (overlong || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return kInvalid;
  return {code, bytes, true};
}

// Invisible characters that a terminal or an editor obeys.
bool is_dangerous(char32_t code) {
  return (code >= 0x80 && code <= 0x9F) || code == 0x2028 || code == 0x2029 || code == 0x061C ||
         (code >= 0x200E && code <= 0x200F) || (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

void append_unicode_escape(std::string& out, char32_t code) {
  constexpr char kDigits[] = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kDigits[(code >> shift) & 15];
}

void append_escaped_ascii(std::string& out, char byte) {
  switch (byte) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      append_unicode_escape(out, static_cast<unsigned char>(byte));
  }
}

constexpr std::array<bool, 256> plain_bytes() {
  std::array<bool, 256> plain{};
  for (int byte = 0x20; byte < 0x7F; ++byte) plain[static_cast<std::size_t>(byte)] = byte != '"' && byte != '\\';
  return plain;
}

constexpr std::array<bool, 256> kPlain = plain_bytes();

}  // namespace

void append_escaped(std::string& out, std::string_view text) {
  while (true) {
    std::size_t run = 0;
    while (run < text.size() && kPlain[static_cast<std::uint8_t>(text[run])]) ++run;
    out.append(text.data(), run);
    text.remove_prefix(run);
    if (text.empty()) return;
    if (static_cast<std::uint8_t>(text[0]) < 0x80) {
      append_escaped_ascii(out, text[0]);
      text.remove_prefix(1);
      continue;
    }
    const Character next = decode(text);
    if (!next.valid)
      out += kReplacement;
    else if (is_dangerous(next.code))
      append_unicode_escape(out, next.code);
    else
      out.append(text.data(), next.bytes);
    text.remove_prefix(next.bytes);
  }
}

void append_valid_utf8(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const bool ascii = static_cast<std::uint8_t>(text[0]) < 0x80;
    const Character next = ascii ? Character{0, 1, true} : decode(text);
    out.append(next.valid ? text.substr(0, next.bytes) : kReplacement);
    text.remove_prefix(next.bytes);
  }
}

std::string_view utf8_prefix(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<std::uint8_t>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

}  // namespace kontor::telemetry
