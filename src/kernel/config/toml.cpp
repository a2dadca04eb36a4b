#include "kernel/config/toml.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>
#include <set>

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"

namespace kontor::config {

namespace {

struct Escape {
  char letter;
  char meaning;
};
constexpr std::array<Escape, 7> kEscapes{
    {{'"', '"'}, {'\\', '\\'}, {'n', '\n'}, {'t', '\t'}, {'r', '\r'}, {'b', '\b'}, {'f', '\f'}}};

bool is_key_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto continuation = [&](int shift) { out += static_cast<char>(0x80 | ((code >> shift) & 0x3F)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    continuation(0);
  } else {
    out += static_cast<char>(0xE0 | (code >> 12));
    continuation(6);
    continuation(0);
  }
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  TomlFile parse() {
    while (at_ < text_.size()) {
      line_of_statement_ = line_;
      problem_.clear();
      key_.clear();
      if (!statement()) {
        file_.problems.push_back({line_, key_, problem_});
        while (at_ < text_.size() && text_[at_] != '\n') ++at_;
      }
      if (at_ < text_.size()) ++at_, ++line_;
    }
    return std::move(file_);
  }

 private:
  // ---- characters ----

  char peek() const { return at_ < text_.size() ? text_[at_] : '\n'; }

  void skip_blanks() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\r') ++at_;
  }

  // Also over the ends of lines and comments, as inside a list.
  void skip_lines() {
    for (skip_blanks(); at_ < text_.size() && (peek() == '\n' || peek() == '#'); skip_blanks()) {
      if (peek() == '#') {
        while (peek() != '\n') ++at_;
      } else {
        ++at_, ++line_;
      }
    }
  }

  bool take(char wanted) {
    if (at_ >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  bool fail(std::string why) {
    problem_ = std::move(why);
    return false;
  }

  // ---- statements ----

  bool statement() {
    skip_blanks();
    if (peek() == '[') return section() && end_of_line();
    if (peek() == '#' || peek() == '\n') return end_of_line();
    return assignment();
  }

  bool end_of_line() {
    skip_blanks();
    if (peek() == '#') {
      while (peek() != '\n') ++at_;
    }
    return peek() == '\n' || fail("something stands behind the value; one key = value a line");
  }

  bool dotted_name(std::string& name) {
    do {
      skip_blanks();
      const std::size_t start = at_;
      while (is_key_character(peek())) ++at_;
      if (at_ == start) return fail("a name of letters, digits and _ is expected here");
      if (!name.empty()) name += '.';
      name += text_.substr(start, at_ - start);
      skip_blanks();
    } while (take('.'));
    return true;
  }

  bool section() {
    ++at_;
    if (peek() == '[') return fail("[[lists of sections]] are not supported");
    std::string name;
    if (!dotted_name(name)) return false;
    if (!take(']')) return fail("a section is written [name]");
    if (!sections_.insert(name).second) return fail(format("the section [{}] is there already", name));
    section_ = std::move(name);
    return true;
  }

  bool assignment() {
    std::string name;
    if (!dotted_name(name)) return false;
    key_ = section_.empty() ? name : section_ + '.' + name;
    if (!take('=')) return fail("a value is given as key = value");
    skip_blanks();
    TomlValue value;
    if (!this->value(value) || !end_of_line()) return false;
    if (!keys_.insert(key_).second) return fail("is given twice");
    file_.lines.push_back({key_, std::move(value), line_of_statement_});
    return true;
  }

  // ---- values ----

  bool value(TomlValue& value) {
    if (peek() == '"') return string(value);
    if (peek() == '[') return list(value);
    if (peek() == '\'' || peek() == '{') return fail("write strings as \"…\" and lists as [\"…\", \"…\"]");
    return word(value);
  }

  bool string(TomlValue& value) {
    value.kind = TomlValue::Kind::string;
    if (text_.substr(at_).starts_with("\"\"\"")) return fail("strings of several lines are not supported");
    ++at_;
    while (peek() != '"') {
      if (peek() == '\n') return fail("the string has no closing quote");
      if (peek() == '\\') {
        if (!escape(value.text)) return false;
      } else {
        value.text += text_[at_++];
      }
    }
    ++at_;
    return true;
  }

  bool escape(std::string& out) {
    ++at_;
    const auto* known = std::ranges::find(kEscapes, peek(), &Escape::letter);
    if (known != kEscapes.end()) {
      out += known->meaning;
      ++at_;
      return true;
    }
    std::uint32_t code = 0;
    const std::string_view digits = text_.substr(std::min(at_ + 1, text_.size()), 4);
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16).ptr;
    const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (peek() != 'u' || end != digits.data() + 4 || is_surrogate) {
      return fail("a backslash stands before one of \" \\ n t r b f or as \\uXXXX; write \\\\ for a backslash");
    }
    append_utf8(out, code);
    at_ += 5;
    return true;
  }

  bool list(TomlValue& value) {
    value.kind = TomlValue::Kind::list;
    ++at_;
    for (skip_lines(); !take(']'); skip_lines()) {
      TomlValue item;
      if (peek() == '[') return fail("lists of lists are not supported");
      if (at_ >= text_.size()) return fail("the list has no closing ]");
      if (!this->value(item)) return false;
      value.items.push_back(std::move(item));
      skip_lines();
      if (!take(',') && peek() != ']') return fail("the elements of a list are separated by commas");
    }
    return true;
  }

  // A number, true or false.
  bool word(TomlValue& value) {
    const std::size_t start = at_;
    while (is_key_character(peek()) || peek() == '.' || peek() == '+') ++at_;
    value.text = text_.substr(start, at_ - start);
    if (const auto kind = kind_of(value.text)) {
      value.kind = *kind;
      return true;
    }
    return fail("a value is \"text\" in quotes, a number, true, false or a list");
  }

  static std::optional<TomlValue::Kind> kind_of(std::string_view word) {
    if (word == "true" || word == "false") return TomlValue::Kind::boolean;
    if (word.empty() || !(is_digit(word.back()) && (is_digit(word.front()) || word.front() == '-')))
      return std::nullopt;
    const std::string_view digits = word.substr(word.front() == '-' ? 1 : 0);
    if (digits.size() > 1 && digits[0] == '0' && is_digit(digits[1])) return std::nullopt;  // 007
    double number = 0;
    if (std::from_chars(word.data(), word.data() + word.size(), number).ptr != word.data() + word.size()) {
      return std::nullopt;
    }
    const bool is_whole = word.find_first_of(".eE") == std::string_view::npos;
    return is_whole ? TomlValue::Kind::integer : TomlValue::Kind::number;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
  int line_of_statement_ = 1;
  std::string section_;
  std::string key_;  // of the present statement, for its problem
  std::string problem_;
  std::set<std::string> sections_;
  std::set<std::string> keys_;
  TomlFile file_;
};

}  // namespace

TomlFile parse_toml(std::string_view text) {
  if (!text::is_valid_utf8(text)) return {{}, {{0, "", "the file is not valid UTF-8"}}};
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return Parser(text).parse();
}

std::string toml_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto* escape = std::ranges::find(kEscapes, c, &Escape::meaning);
    if (escape != kEscapes.end()) {
      out += '\\';
      out += escape->letter;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      out += format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace kontor::config
