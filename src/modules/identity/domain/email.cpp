#include "modules/identity/domain/email.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"

namespace kontor::identity {

namespace {

constexpr std::size_t kLongestEmail = 254;
constexpr std::size_t kLongestLocalPart = 64;
constexpr std::size_t kLongestLabel = 63;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// What may stand in an address without quotes. Quoted ones are refused: they carry what mail headers are broken with.
bool is_atom_character(char c) {
  return is_letter_or_digit(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_local_part(std::string_view text) {
  if (text.size() > kLongestLocalPart) return false;
  const auto atoms = text::split(text, '.');
  return std::ranges::all_of(
      atoms, [](std::string_view atom) { return !atom.empty() && std::ranges::all_of(atom, is_atom_character); });
}

bool is_label(std::string_view text) {
  if (text.empty() || text.size() > kLongestLabel || text.front() == '-' || text.back() == '-') return false;
  return std::ranges::all_of(text, [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

bool is_domain(std::string_view text) {
  const auto labels = text::split(text, '.');
  return labels.size() > 1 && std::ranges::all_of(labels, is_label);
}

}  // namespace

std::optional<Email> Email::parse(std::string_view text) {
  text = text::trim(text);
  const auto at = text.find('@');
  if (text.size() > kLongestEmail || at == std::string_view::npos) return std::nullopt;
  if (!is_local_part(text.substr(0, at)) || !is_domain(text.substr(at + 1))) return std::nullopt;
  return Email(std::string(text), text::to_lower(text));
}

}  // namespace kontor::identity
