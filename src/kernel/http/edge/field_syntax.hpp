#pragma once

#include <string_view>

// The character rules of RFC 9110 and 3986 that the framing guard needs. Tables, no locale.
namespace kontor::http {

bool is_token(std::string_view text);        // not empty
bool is_field_value(std::string_view text);  // no control bytes but the tab
// Visible ASCII without `#`, `"`, `<` and `>`, every `%` followed by two hex digits; not empty.
bool is_target(std::string_view text);
bool is_host(std::string_view text);  // name, IPv4 or [IPv6], with or without a port; not empty

std::string_view trim_blanks(std::string_view text);  // spaces and tabs
bool same_name(std::string_view a, std::string_view b);
int hex_digit(char c);  // −1 for anything else

}  // namespace kontor::http
