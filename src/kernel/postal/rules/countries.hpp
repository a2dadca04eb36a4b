#pragma once

#include <span>
#include <string_view>

#include "kernel/postal/country.hpp"

namespace kontor::postal {

// By their codes.
std::span<const Country> country_table();

// Every code of ISO 3166-1, two letters each, ascending.
std::string_view iso_country_codes();

}  // namespace kontor::postal
