#include "kernel/postal/rules/code_pattern.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"
#include "kernel/postal/country.hpp"

namespace kontor::postal {

namespace {

constexpr std::string_view kDigits = "0-9";
constexpr std::string_view kLetters = "A-Z";
constexpr std::string_view kDigitsAndLetters = "0-9A-Z";

bool is_separator(char c) {
  return c == ' ' || c == '-';
}

// One place of a code: one of a set of characters, or a character of its own.
struct Place {
  std::string_view set;
  char literal = 0;

  bool takes(char c) const {
    if (set.empty()) return c == literal;
    for (std::size_t at = 0; at < set.size(); ++at) {
      const bool is_range = at + 2 < set.size() && set[at + 1] == '-';
      if (c >= set[at] && c <= set[is_range ? at + 2 : at]) return true;
      if (is_range) at += 2;
    }
    return false;
  }
};

// Takes the next place off the pattern.
Place next_place(std::string_view& pattern) {
  const char c = pattern.front();
  if (c == '[') {
    const auto end = pattern.find(']');
    const Place place{pattern.substr(1, end - 1)};
    pattern.remove_prefix(end + 1);
    return place;
  }
  pattern.remove_prefix(1);
  if (c == '#') return {kDigits};
  if (c == '@') return {kLetters};
  if (c == '%') return {kDigitsAndLetters};
  return {{}, c};
}

std::string_view take_front(std::string_view& alternative) {
  if (!alternative.starts_with('(')) return {};
  const auto end = alternative.find(')');
  const auto front = alternative.substr(1, end - 1);
  alternative.remove_prefix(end + 1);
  return front;
}

std::string compact(std::string_view text) {
  std::string out = to_upper(text);
  std::erase_if(out, is_separator);
  return out;
}

// `given` is compact.
std::optional<std::string> match_one(std::string_view alternative, std::string_view given) {
  std::string written(take_front(alternative));
  const auto front = compact(written);
  if (!front.empty() && given.starts_with(front)) given.remove_prefix(front.size());
  while (!alternative.empty()) {
    const Place place = next_place(alternative);
    if (place.set.empty() && is_separator(place.literal)) {
      written += place.literal;
      continue;
    }
    if (given.empty() || !place.takes(given.front())) return std::nullopt;
    written += given.front();
    given.remove_prefix(1);
  }
  return given.empty() ? std::optional(written) : std::nullopt;
}

}  // namespace

std::optional<std::string> match_code(std::string_view pattern, std::string_view text) {
  const auto given = compact(text);
  for (const auto alternative : text::split(pattern, '|')) {
    if (auto written = match_one(alternative, given)) return written;
  }
  return std::nullopt;
}

std::string example_code(std::string_view pattern) {
  auto rest = pattern.substr(0, pattern.find('|'));
  std::string example(take_front(rest));
  char digit = '0';
  char letter = '@';
  while (!rest.empty()) {
    const Place place = next_place(rest);
    if (place.set.empty()) {
      example += place.literal;
    } else if (place.set == kDigits || place.set == kDigitsAndLetters) {
      example += digit = digit == '9' ? '0' : static_cast<char>(digit + 1);
    } else if (place.set == kLetters) {
      example += letter = letter == 'Z' ? 'A' : static_cast<char>(letter + 1);
    } else {
      example += place.set.front();
    }
  }
  return example;
}

}  // namespace kontor::postal
