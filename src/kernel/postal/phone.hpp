#pragma once

#include <string>
#include <string_view>

namespace kontor::postal {

// Without what people put between digits; a leading 00 is the plus of E.164. What is no number stays as it is.
std::string dialled(std::string_view text);

// 5 to 15 digits, behind a plus or not: what E.164 allows, as far as it can be known without the numbering plans.
bool is_phone_number(std::string_view dialled);

}  // namespace kontor::postal
