#pragma once

#include <string>
#include <string_view>

namespace kontor::crypto::test {

// As the vectors are published.
std::string from_hex(std::string_view digits);

}  // namespace kontor::crypto::test
