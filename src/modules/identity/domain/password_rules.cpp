#include "modules/identity/domain/password_rules.hpp"

#include <algorithm>

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "modules/identity/domain/common_words.hpp"

namespace kontor::identity {

namespace {

constexpr std::size_t kMostAroundAWord = 6;
constexpr std::size_t kShortestRun = 4;

std::size_t characters_of(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

// What the usual substitutions stand for; l and i share their signs, so they count as one.
char plain(char c) {
  constexpr std::string_view kSigns = "0134578@$!|+l";
  constexpr std::string_view kMeant = "oieastbasiiti";
  const auto at = kSigns.find(c);
  return at == std::string_view::npos ? c : kMeant[at];
}

std::string plain(std::string_view text) {
  std::string meant = text::to_lower(text);
  std::ranges::transform(meant, meant.begin(), [](char c) { return plain(c); });
  return meant;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

bool is_common_word(std::string_view text) {
  const auto meant = plain(text);
  return std::ranges::any_of(common_words(), [&](std::string_view word) { return plain(word) == meant; });
}

// "!summer2024" is "summer" with six more; with many more it is no longer common.
bool is_decorated_word(std::string_view text) {
  if (is_common_word(text)) return true;
  const auto first = std::ranges::find_if(text, is_letter);
  const auto last = std::find_if(text.rbegin(), text.rend(), is_letter);
  if (first == text.end()) return false;
  const std::string_view word(&*first, static_cast<std::size_t>(last.base() - first));
  if (text.size() - word.size() > kMostAroundAWord) return false;
  const std::string_view from_the_start(text.data(), static_cast<std::size_t>(last.base() - text.begin()));
  return is_common_word(word) || is_common_word(from_the_start);
}

// The shortest part that the text is made of by saying it again: "ab" of "ababab", the whole text where there is none.
std::string_view repeated_part(std::string_view text) {
  for (std::size_t size = 1; size <= text.size() / 2; ++size) {
    if (text.size() % size == 0 && text.substr(size) == text.substr(0, text.size() - size)) return text.substr(0, size);
  }
  return text;
}

// How much of the front runs along one of the ways, in either direction.
std::size_t run_length(std::string_view text) {
  std::size_t longest = 0;
  for (const auto way : common_ways()) {
    const std::string backwards(way.rbegin(), way.rend());
    for (const std::string_view direction : {way, std::string_view(backwards)}) {
      for (auto length = text.size(); length > longest; --length) {
        if (direction.find(text.substr(0, length)) != std::string_view::npos) longest = length;
      }
    }
  }
  return longest;
}

// "qwertz1234": runs behind one another, each long enough to be one.
bool is_made_of_runs(std::string_view text) {
  while (!text.empty()) {
    const auto length = run_length(text);
    if (length < kShortestRun) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool is_like_email(std::string_view password, std::string_view email) {
  const auto local_part = email.substr(0, email.find('@'));
  return text::iequals(password, email) || text::iequals(password, local_part);
}

}  // namespace

bool is_common_password(std::string_view password) {
  const auto lowered = text::to_lower(password);
  const auto part = repeated_part(lowered);
  if (part.size() < lowered.size() && part.size() <= 4) return true;
  return is_decorated_word(part) || is_made_of_runs(lowered);
}

std::optional<FieldProblem> problem_of_password(std::string_view password, std::string_view email,
                                                std::string_view pointer) {
  const auto problem = [&](std::string code, std::string detail) {
    return FieldProblem{std::string(pointer), std::move(code), std::move(detail)};
  };
  if (!text::is_valid_utf8(password)) return problem("format", "must be valid UTF-8");
  const auto length = characters_of(password);
  if (length < kShortestPassword || length > kLongestPassword) {
    return problem("length", format("must have {} to {} characters", kShortestPassword, kLongestPassword));
  }
  if (is_like_email(password, email)) return problem("like_email", "must not be the e-mail address");
  if (is_common_password(password)) return problem("common", "is one of the passwords that are tried first");
  return std::nullopt;
}

}  // namespace kontor::identity
