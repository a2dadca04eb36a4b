#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kontor::catalog {

// The members that a product's answer may be cut to.
std::vector<std::string> product_members();

// Of a document, which is a JSON object that the catalog wrote, only these members; all without any. `more` is put
// behind them: JSON members without braces, or empty.
std::string with_members(std::string_view document, std::span<const std::string> names, std::string_view more = {});

}  // namespace kontor::catalog
