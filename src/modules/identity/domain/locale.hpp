#pragma once

#include <string_view>

namespace kontor::identity {

// A language as pages and mails are written in it, "de", "en-GB", "zh-Hant-TW": RFC 5646 without its rarer parts, in
// its usual case.
bool is_locale(std::string_view text);

}  // namespace kontor::identity
