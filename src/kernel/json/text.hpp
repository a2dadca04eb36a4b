#pragma once

#include <cstdint>
#include <string>

// How single values look in JSON text.
namespace kontor::json::detail {

void append_signed(std::string& out, std::int64_t value);
void append_unsigned(std::string& out, std::uint64_t value);
// The shortest text that reads back as the same number; null for what is not finite.
void append_double(std::string& out, double value);

}  // namespace kontor::json::detail
