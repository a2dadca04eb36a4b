#pragma once

#include <cstddef>
#include <string_view>

namespace kontor::text {

// Whether it may stand in the middle of a header, a label or a log: valid UTF-8 without anything that controls, breaks
// the line or turns the direction of writing.
bool is_one_line(std::string_view text);

// Characters (code points) of valid UTF-8.
std::size_t characters(std::string_view text);

}  // namespace kontor::text
