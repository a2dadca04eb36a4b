#include "kernel/postal/country.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

namespace kontor::postal {
namespace {

TEST_CASE("every country of ISO 3166-1 is known, and nothing else") {
  int known = 0;
  for (char first = 'A'; first <= 'Z'; ++first) {
    for (char second = 'A'; second <= 'Z'; ++second) known += find_country(std::string{first, second}) ? 1 : 0;
  }
  CHECK(known == 249);
  for (const auto* code : {"", "D", "de", "DEU", "XX", "UK", "EU", "ZZ", "D ", "EA"}) {
    CAPTURE(code);
    CHECK_FALSE(find_country(code));
  }
}

TEST_CASE("the table is in the order of its codes, and has most of the world") {
  const auto table = known_countries();
  CHECK(std::ranges::is_sorted(table, {}, &Country::code));
  CHECK(std::ranges::adjacent_find(table, {}, &Country::code) == table.end());
  CHECK(std::ranges::count_if(table, [](const Country& country) { return !country.pattern.empty(); }) >= 160);
}

TEST_CASE("whether a postal code is needed") {
  const std::pair<const char*, Need> table[] = {
      {"DE", Need::required}, {"GB", Need::required}, {"US", Need::required}, {"IE", Need::optional},
      {"CL", Need::optional}, {"HK", Need::unused},   {"AE", Need::unused},   {"LY", Need::optional},
  };
  for (const auto& [code, need] : table) {
    CAPTURE(code);
    CHECK(find_country(code)->postal_code == need);
  }
}

TEST_CASE("a region is found by its code, by its ISO code and by its name") {
  struct Search {
    const char *country, *text, *found;
  };
  const Search table[] = {
      {"US", "CA", "CA"},        {"US", "ca", "CA"},         {"US", "US-NY", "NY"},    {"US", "new york", "NY"},
      {"US", "AE", "AE"},        {"CA", "Quebec", "QC"},     {"CA", "ca-on", "ON"},    {"AU", "NSW", "NSW"},
      {"AU", "tasmania", "TAS"}, {"BR", "São Paulo", "SP"},  {"MX", "Jalisco", "JAL"}, {"IT", "rm", "RM"},
      {"JP", "Tokyo", "Tokyo"},  {"DE", "Bayern", "Bayern"},
  };
  for (const auto& [code, text, found] : table) {
    CAPTURE(code, text);
    CHECK(find_region(*find_country(code), text) == found);
  }
  for (const auto& [code, text] : std::map<std::string, std::string>{
           {"US", "Ontario"}, {"CA", "CA"}, {"AU", "ZZ"}, {"BR", ""}, {"MX", "|"}, {"IT", "AG|AL"}}) {
    CAPTURE(code, text);
    CHECK_FALSE(find_region(*find_country(code), text));
  }
}

TEST_CASE("the lists of regions have the regions that there are") {
  const std::map<std::string, int> table{{"US", 62}, {"CA", 13}, {"AU", 8}, {"BR", 27}, {"MX", 32}, {"IT", 107}};
  for (const auto& [code, expected] : table) {
    CAPTURE(code);
    const auto country = *find_country(code);
    CHECK(country.region == Need::required);
    CHECK(std::ranges::count(country.regions, '|') + 1 == expected);
  }
}

}  // namespace
}  // namespace kontor::postal
