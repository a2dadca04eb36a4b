#include "kernel/json/format.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace kontor::json {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Letters, digits and hyphens in labels of 1 to 63, and at least one dot.
bool is_domain(std::string_view text) {
  std::size_t label = 0;
  bool has_dot = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '.') {
      if (label == 0 || text[i - 1] == '-') return false;
      has_dot = true;
      label = 0;
    } else if (is_letter(c) || is_digit(c) || (c == '-' && label > 0)) {
      if (++label > 63) return false;
    } else {
      return false;
    }
  }
  return has_dot && label > 0 && text.back() != '-' && text.size() <= 253;
}

// What mail servers take in practice: a dot-atom (RFC 5322, ASCII) at a domain.
bool is_email(std::string_view text) {
  const auto at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || text.size() > 254) return false;
  const std::string_view local = text.substr(0, at);
  const auto is_atom = [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view(".!#$%&'*+/=?^_`{|}~-").find(c) != std::string_view::npos;
  };
  if (!std::ranges::all_of(local, is_atom)) return false;
  if (local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos) return false;
  return is_domain(text.substr(at + 1));
}

// An absolute URI with an authority: scheme://host…, printable ASCII, no white space.
bool is_uri(std::string_view text) {
  const auto colon = text.find("://");
  if (colon == std::string_view::npos || colon == 0 || !is_letter(text.front())) return false;
  const auto is_scheme = [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; };
  if (!std::ranges::all_of(text.substr(0, colon), is_scheme)) return false;
  const std::string_view rest = text.substr(colon + 3);
  const auto is_allowed = [](char c) {
    return c > ' ' && c < 0x7f && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
  };
  return !rest.empty() && rest.front() != '/' && rest.front() != '?' && rest.front() != '#' &&
         std::ranges::all_of(rest, is_allowed);
}

int number(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (const std::size_t i : {0, 1, 2, 3, 5, 6, 8, 9}) {
    if (!is_digit(text[i])) return false;
  }
  const std::chrono::year_month_day date{std::chrono::year(number(text.substr(0, 4))),
                                         std::chrono::month(static_cast<unsigned>(number(text.substr(5, 2)))),
                                         std::chrono::day(static_cast<unsigned>(number(text.substr(8, 2))))};
  return date.ok();
}

bool is_slug(std::string_view text) {
  if (text.empty() || text.front() == '-' || text.back() == '-' || text.find("--") != std::string_view::npos) {
    return false;
  }
  return std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-'; });
}

constexpr std::array<Format, 4> kFormats{{
    {"email", "an e-mail address", "email", "", "ada@example.com", is_email},
    {"uri", "an absolute URL", "uri", "", "https://example.com/", is_uri},
    {"date", "a date like 2026-03-01", "date", "", "2026-03-01", is_date},
    {"slug", "lower-case letters and digits joined by single hyphens", "", "^[a-z0-9]+(-[a-z0-9]+)*$", "blue-mug",
     is_slug},
}};

}  // namespace

const Format* find_format(std::string_view name) {
  const auto* found = std::ranges::find(kFormats, name, &Format::name);
  return found == kFormats.end() ? nullptr : found;
}

}  // namespace kontor::json
