#include "kernel/json/text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "kernel/core/text.hpp"
#include "kernel/json/json.hpp"

namespace kontor::json {

namespace {

// For each byte: 0 it stands for itself, 'u' it needs \u00XX, '+' it may begin a longer UTF-8 sequence, else the letter
// after the backslash.
constexpr std::array<char, 256> kEscapes = [] {
  std::array<char, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = 'u';
  for (std::size_t c = 0x80; c < 0x100; ++c) table[c] = '+';
  table['\b'] = 'b';
  table['\f'] = 'f';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  table['"'] = '"';
  table['\\'] = '\\';
  return table;
}();

void append_escaped(std::string& out, char c, char escape) {
  if (escape == '+') {
    out += "\xEF\xBF\xBD";  // U+FFFD in place of a byte that is no UTF-8
    return;
  }
  out += '\\';
  out += escape;
  if (escape != 'u') return;
  constexpr std::string_view kHex = "0123456789abcdef";
  out += "00";
  out += kHex[static_cast<unsigned char>(c) >> 4];
  out += kHex[static_cast<unsigned char>(c) & 15];
}

// Of the sequence that the text begins with; 0 for what is no valid UTF-8.
std::size_t sequence_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  return text::is_valid_utf8(text.substr(0, length)) ? length : 0;
}

template <class Number>
void append_chars(std::string& out, Number value) {
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  out.append(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
}

}  // namespace

void write_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t plain = 0;  // where the part not yet appended begins
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char escape = kEscapes[static_cast<unsigned char>(text[i])];
    if (escape == 0) continue;
    const std::size_t sequence = escape == '+' ? sequence_length(text.substr(i)) : 0;
    if (sequence > 0) {
      i += sequence - 1;
      continue;
    }
    out.append(text, plain, i - plain);
    append_escaped(out, text[i], escape);
    plain = i + 1;
  }
  out.append(text, plain, text.size() - plain);
  out += '"';
}

namespace detail {

void append_signed(std::string& out, std::int64_t value) {
  append_chars(out, value);
}

void append_unsigned(std::string& out, std::uint64_t value) {
  append_chars(out, value);
}

void append_double(std::string& out, double value) {
  if (std::isfinite(value)) {
    append_chars(out, value);
  } else {
    out += "null";
  }
}

}  // namespace detail

}  // namespace kontor::json
