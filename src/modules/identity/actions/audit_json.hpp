#pragma once

#include <string>
#include <string_view>
#include <vector>

// What the audit says of before and after.
namespace kontor::identity {

// {"roles":["customer"]}
std::string json_list(std::string_view name, const std::vector<std::string>& values);
// {"status":"active"}
std::string json_text(std::string_view name, std::string_view value);

}  // namespace kontor::identity
