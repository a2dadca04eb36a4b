#pragma once

#include <string>
#include <string_view>

namespace kontor::catalog {

// Lower-case ASCII words joined by single dashes; the longest is kMaxSlugLength.
inline constexpr std::size_t kMaxSlugLength = 120;
bool is_slug(std::string_view text);

// "Über-Shirt, blau" → "ueber-shirt-blau". Letters of the Latin script lose their marks, what has no counterpart
// separates words. Empty when nothing is left.
std::string slug_from(std::string_view name);

}  // namespace kontor::catalog
