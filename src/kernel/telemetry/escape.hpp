#pragma once

#include <string>
#include <string_view>

namespace kontor::telemetry {

// Appends text that may come from anybody as the inside of a JSON string. What could forge a line or drive a terminal
// (control bytes of both ranges, DEL, line separators, bidirectional marks) is escaped, invalid UTF-8 becomes U+FFFD.
void append_escaped(std::string& out, std::string_view text);

// Appends the text with invalid UTF-8 replaced by U+FFFD, and nothing else changed.
void append_valid_utf8(std::string& out, std::string_view text);

// The longest beginning of at most `bytes` that does not cut a character in two.
std::string_view utf8_prefix(std::string_view text, std::size_t bytes);

}  // namespace kontor::telemetry
