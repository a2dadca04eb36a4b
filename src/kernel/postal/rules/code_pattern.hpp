#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kontor::postal {

// How postal codes are written: alternatives separated by '|', each of
//   #      a digit
//   @      a letter
//   %      a digit or a letter
//   [1-9]  one of these
//   (LV-)  at the front: may be left out when it is given, and is always written
// and anything else stands for itself. Spaces and hyphens, wherever they are given, make no difference.

// The code as the pattern writes it; nullopt: it is none.
std::optional<std::string> match_code(std::string_view pattern, std::string_view text);

// The first code that one would think of.
std::string example_code(std::string_view pattern);

}  // namespace kontor::postal
