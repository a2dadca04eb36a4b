#pragma once

#include <span>
#include <string_view>

namespace kontor::identity {

// What people make passwords of, in lower case; written down by us.
std::span<const std::string_view> common_words();
// What fingers follow without thinking: rows of keyboards, the alphabet, digits.
std::span<const std::string_view> common_ways();

}  // namespace kontor::identity
