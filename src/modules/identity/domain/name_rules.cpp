#include "modules/identity/domain/name_rules.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"

namespace kontor::identity {

namespace {

constexpr std::ptrdiff_t kLongest = 100;

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

// ASCII's control characters, and what UTF-8 makes of the others: C1, the separators of lines and paragraphs.
bool controls(std::string_view text) {
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; })) return true;
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    const auto rest = text.substr(at);
    if (rest[0] == '\xc2' && static_cast<unsigned char>(rest[1]) < 0xa0) return true;
    if (rest.starts_with("\xe2\x80\xa8") || rest.starts_with("\xe2\x80\xa9")) return true;
  }
  return false;
}

}  // namespace

std::optional<FieldProblem> problem_of_name(std::string_view name, std::string_view pointer) {
  const auto problem = [&](std::string code, std::string detail) {
    return FieldProblem{std::string(pointer), std::move(code), std::move(detail)};
  };
  if (!text::is_valid_utf8(name) || controls(name)) return problem("format", "must not hold control characters");
  const auto characters = std::ranges::count_if(name, [](char c) { return !is_continuation(c); });
  if (characters > kLongest) return problem("length", "must have at most 100 characters");
  return std::nullopt;
}

}  // namespace kontor::identity
