#include "modules/catalog/seed/wording.hpp"

#include "kernel/core/format.hpp"

namespace kontor::catalog::seed {

namespace {

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

std::string capitalised(std::string_view words) {
  std::string text(words);
  bool at_start = true;
  for (char& c : text) {
    if (at_start) c = upper(c);
    at_start = c == ' ' || c == '-';
  }
  return text;
}

bool begins_with_vowel(std::string_view word) {
  return std::string_view("aeiouAEIOU").find(word.front()) != std::string_view::npos;
}

bool ends_with_article(std::string_view text) {
  return text == "A " || text.ends_with(" a ") || text.ends_with(" A ");
}

}  // namespace

std::string Wording::product_name() const {
  return format("{} {} {} {}", series, capitalised(adjective), capitalised(material), noun);
}

std::string Wording::fill(std::string_view sentence) const {
  std::string text;
  for (auto open = sentence.find('{'); open != std::string_view::npos; open = sentence.find('{')) {
    const auto close = sentence.find('}');
    const auto name = sentence.substr(open + 1, close - open - 1);
    const auto word = name == "brand" ? brand : name == "series" ? series : name == "noun" ? noun : material;
    text += sentence.substr(0, open);
    if (ends_with_article(text) && begins_with_vowel(word)) text.replace(text.size() - 1, 1, "n ");
    text += word;
    sentence.remove_prefix(close + 1);
  }
  text += sentence;
  text.front() = upper(text.front());
  return text;
}

}  // namespace kontor::catalog::seed
