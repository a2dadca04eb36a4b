#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kontor::json {

// Appends one step of a JSON pointer (RFC 6901), escaped.
void append_pointer(std::string& pointer, std::string_view name);
void append_pointer(std::string& pointer, std::size_t index);

}  // namespace kontor::json
