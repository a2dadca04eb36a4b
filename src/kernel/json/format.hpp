#pragma once

#include <string_view>

namespace kontor::json {

// A shape of text that a rule can ask for.
struct Format {
  std::string_view name;
  std::string_view what;     // for people: "an e-mail address"
  std::string_view keyword;  // `format` of JSON Schema; empty where there is none and the pattern says it
  std::string_view pattern;
  std::string_view example;
  bool (*matches)(std::string_view text);
};

// Null for an unknown name.
const Format* find_format(std::string_view name);

}  // namespace kontor::json
