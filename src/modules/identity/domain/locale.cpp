#include "modules/identity/domain/locale.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"

namespace kontor::identity {

namespace {

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_language(std::string_view part) {
  return (part.size() == 2 || part.size() == 3) && std::ranges::all_of(part, is_lower);
}
bool is_script(std::string_view part) {
  return part.size() == 4 && is_upper(part.front()) && std::ranges::all_of(part.substr(1), is_lower);
}
bool is_region(std::string_view part) {
  return (part.size() == 2 && std::ranges::all_of(part, is_upper)) ||
         (part.size() == 3 && std::ranges::all_of(part, is_digit));
}

}  // namespace

bool is_locale(std::string_view text) {
  const auto parts = text::split(text, '-');
  std::size_t next = 0;
  if (!is_language(parts[next++])) return false;
  if (next < parts.size() && is_script(parts[next])) ++next;
  if (next < parts.size() && is_region(parts[next])) ++next;
  return next == parts.size();
}

}  // namespace kontor::identity
