#pragma once

#include <string>
#include <string_view>

namespace kontor::http {

// Any text, so that a page shows it as it is, also within an attribute.
std::string html_text(std::string_view text);

}  // namespace kontor::http
