#include "kernel/http/edge/field_syntax.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "kernel/core/text.hpp"

namespace kontor::http {

namespace {

enum Class : std::uint8_t { kToken = 1, kValue = 2, kTarget = 4, kHostName = 8, kIpLiteral = 16 };

constexpr bool is_alnum(int c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  const auto among = [](std::string_view list, int c) { return list.find(static_cast<char>(c)) != list.npos; };
  for (int c = 1; c < 256; ++c) {
    const bool alnum = is_alnum(c);
    const bool visible = c > 0x20 && c < 0x7f;
    int bits = 0;
    if (alnum || (c < 0x7f && among("!#$%&'*+-.^_`|~", c))) bits |= kToken;
    if (visible || c >= 0x80 || c == ' ' || c == '\t') bits |= kValue;
    if (visible && !among("#\"<>", c)) bits |= kTarget;
    if (alnum || (c < 0x7f && among("-._~!$&'()*+;=%", c))) bits |= kHostName;
    if (is_alnum(c) || c == ':' || c == '.') bits |= kIpLiteral;
    classes[static_cast<std::size_t>(c)] = static_cast<std::uint8_t>(bits);
  }
  return classes;
}

constexpr auto kClasses = make_classes();

bool all(std::string_view text, Class wanted) {
  return std::ranges::all_of(text, [wanted](char c) { return (kClasses[static_cast<std::uint8_t>(c)] & wanted) != 0; });
}

bool is_port(std::string_view text) {
  const auto port = text::parse_int(text);
  const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  return digits && port && *port <= 65535;
}

bool percents_are_complete(std::string_view text) {
  for (std::size_t at = text.find('%'); at != text.npos; at = text.find('%', at + 3)) {
    if (at + 2 >= text.size() || hex_digit(text[at + 1]) < 0 || hex_digit(text[at + 2]) < 0) return false;
  }
  return true;
}

}  // namespace

bool is_token(std::string_view text) {
  return !text.empty() && all(text, kToken);
}

bool is_field_value(std::string_view text) {
  return all(text, kValue);
}

bool is_target(std::string_view text) {
  return !text.empty() && all(text, kTarget) && percents_are_complete(text);
}

bool is_host(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == text.npos || end < 3 || !all(text.substr(1, end - 1), kIpLiteral)) return false;
    const std::string_view rest = text.substr(end + 1);
    return rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
  }
  const std::size_t colon = std::min(text.find(':'), text.size());
  const std::string_view name = text.substr(0, colon);
  if (name.empty() || !all(name, kHostName) || !percents_are_complete(name)) return false;
  return colon == text.size() || is_port(text.substr(colon + 1));
}

std::string_view trim_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == text.npos) return text.substr(text.size());
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && text::iequals(a, b);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace kontor::http
