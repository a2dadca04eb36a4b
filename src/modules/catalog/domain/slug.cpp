#include "modules/catalog/domain/slug.hpp"

#include <array>
#include <utility>

namespace kontor::catalog {

namespace {

bool is_slug_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

using Spelling = std::pair<std::string_view, std::string_view>;
constexpr std::array kSpellings{
    Spelling{"ä", "ae"}, Spelling{"ö", "oe"}, Spelling{"ü", "ue"}, Spelling{"Ä", "ae"}, Spelling{"Ö", "oe"},
    Spelling{"Ü", "ue"}, Spelling{"ß", "ss"}, Spelling{"à", "a"},  Spelling{"á", "a"},  Spelling{"â", "a"},
    Spelling{"ã", "a"},  Spelling{"å", "a"},  Spelling{"Å", "a"},  Spelling{"æ", "ae"}, Spelling{"Æ", "ae"},
    Spelling{"ç", "c"},  Spelling{"Ç", "c"},  Spelling{"è", "e"},  Spelling{"é", "e"},  Spelling{"É", "e"},
    Spelling{"ê", "e"},  Spelling{"ë", "e"},  Spelling{"ì", "i"},  Spelling{"í", "i"},  Spelling{"î", "i"},
    Spelling{"ï", "i"},  Spelling{"ñ", "n"},  Spelling{"Ñ", "n"},  Spelling{"ò", "o"},  Spelling{"ó", "o"},
    Spelling{"ô", "o"},  Spelling{"õ", "o"},  Spelling{"ø", "o"},  Spelling{"Ø", "o"},  Spelling{"œ", "oe"},
    Spelling{"ù", "u"},  Spelling{"ú", "u"},  Spelling{"û", "u"},  Spelling{"ý", "y"},  Spelling{"ÿ", "y"},
    Spelling{"š", "s"},  Spelling{"Š", "s"},  Spelling{"ž", "z"},  Spelling{"Ž", "z"},  Spelling{"č", "c"},
    Spelling{"Č", "c"},  Spelling{"ł", "l"},  Spelling{"Ł", "l"},  Spelling{"ń", "n"},  Spelling{"ś", "s"}};

// How the text begins in slug letters, and how many bytes that was; none: a separator.
std::pair<std::string_view, std::size_t> spelled(std::string_view text, char& lowered) {
  lowered = text.front() >= 'A' && text.front() <= 'Z' ? static_cast<char>(text.front() + ('a' - 'A')) : text.front();
  if (is_slug_character(lowered)) return {{&lowered, 1}, 1};
  for (const auto& [letter, spelling] : kSpellings) {
    if (text.starts_with(letter)) return {spelling, letter.size()};
  }
  return {{}, 1};
}

}  // namespace

bool is_slug(std::string_view text) {
  if (text.empty() || text.size() > kMaxSlugLength || text.front() == '-' || text.back() == '-') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_slug_character(text[i]) && !(text[i] == '-' && text[i - 1] != '-')) return false;
  }
  return true;
}

std::string slug_from(std::string_view name) {
  std::string slug;
  bool separated = false;
  while (!name.empty()) {
    char lowered = 0;
    const auto [letters, length] = spelled(name, lowered);
    name.remove_prefix(length);
    if (letters.empty()) {
      separated = !slug.empty();
      continue;
    }
    if (slug.size() + letters.size() + 1 > kMaxSlugLength) break;
    if (separated) slug += '-';
    separated = false;
    slug += letters;
  }
  return slug;
}

}  // namespace kontor::catalog
