#pragma once

#include <string>
#include <string_view>

namespace kontor::config {

inline constexpr std::string_view kMask = "***";

// The text without the passwords that addresses in it hold: postgres://user:***@host/name?password=***. Rather masks
// too much than too little.
std::string mask_passwords(std::string_view text);

}  // namespace kontor::config
