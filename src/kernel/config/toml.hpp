#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kontor::config {

// The value of a line; texts are unescaped.
struct TomlValue {
  enum class Kind { string, integer, number, boolean, list };

  Kind kind = Kind::string;
  std::string text;              // of all but lists
  std::vector<TomlValue> items;  // of a list
};

struct TomlLine {
  std::string key;  // with the section before it: http.listen
  TomlValue value;
  int number = 0;
};

struct TomlProblem {
  int line = 0;
  std::string key;  // may be empty
  std::string detail;
};

struct TomlFile {
  std::vector<TomlLine> lines;
  std::vector<TomlProblem> problems;
};

// A strict subset of TOML: [section] and [section.part], key = value, # comments; values are "strings" with escapes,
// decimal numbers, true, false and lists of these, which may go over several lines. Whatever else TOML has is reported.
// A line in error is left out, and reading goes on with the next. A key given twice is an error.
TomlFile parse_toml(std::string_view text);

// The inverse for one string, quotes included.
std::string toml_string(std::string_view text);

}  // namespace kontor::config
