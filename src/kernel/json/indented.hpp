#pragma once

#include <string>
#include <string_view>

namespace kontor::json {

// The same JSON over several lines, two spaces a level, a newline at the end; for files and screens that people read.
// `json` is valid JSON.
std::string indented(std::string_view json);

}  // namespace kontor::json
