#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kontor::postal {

enum class Need {
  unused,    // the country has none; what is given anyway has to be plausible
  optional,  // there are some, but a parcel arrives without
  required,
};

// What an address needs in a country.
struct Country {
  std::string_view code;  // ISO 3166-1 alpha-2
  Need postal_code = Need::optional;
  std::string_view pattern = {};  // of its postal codes (rules/code_pattern.hpp); empty: any
  Need region = Need::optional;
  std::string_view regions = {};  // "CA:California|NY:New York|…"; empty: any
};

// nullopt: ISO 3166-1 has no such code. Upper case only.
std::optional<Country> find_country(std::string_view code);
// Those of whose postal codes or regions something is known, by their codes.
std::span<const Country> known_countries();

// As the country's post writes it, whatever the case, spaces and hyphens in `text`, and with or without the country in
// front ("SE-123 45"); nullopt: it is none.
std::optional<std::string> find_postal_code(const Country& country, std::string_view text);
// A postal code that such a country could have; empty where none is known.
std::string example_of(const Country& country);

// The code of the region with this code ("CA", "US-CA") or name ("California"); where there is no list, the text
// itself. nullopt: there is a list and it is not in it.
std::optional<std::string> find_region(const Country& country, std::string_view text);

std::string to_upper(std::string_view text);  // ASCII

}  // namespace kontor::postal
