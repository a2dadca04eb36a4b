#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/json/describe.hpp"

namespace kontor::postal {

inline constexpr std::size_t kLongestName = 100;  // characters, as all of these
inline constexpr std::size_t kLongestLine = 200;
inline constexpr std::size_t kLongestPostalCode = 16;
inline constexpr std::size_t kLongestPhone = 32;

// Where something is sent, as clients write it.
struct Address {
  std::string first_name;
  std::string last_name;
  std::string line1;
  std::optional<std::string> line2;
  std::string city;
  std::optional<std::string> region;
  std::string postal_code;  // empty: the country has none, or does not insist
  std::string country;      // ISO 3166-1 alpha-2
  std::optional<std::string> phone;

  static void rules(json::Rules<Address>& rule);
  bool operator==(const Address&) const = default;
};

// What is said about the members of an address; also for a struct that has others beside them.
template <class T>
void address_rules(json::Rules<T>& rule) {
  rule(&T::first_name).length(1, kLongestName).example("Ada");
  rule(&T::last_name).length(1, kLongestName).example("Lovelace");
  rule(&T::line1).doc("Street and number").length(1, kLongestLine).example("12 St James's Square");
  rule(&T::line2).doc("Flat, floor, company").length(0, kLongestLine);
  rule(&T::city).length(1, kLongestName).example("London");
  rule(&T::region)
      .doc("State, province, prefecture, where addresses have one: its code, or its name")
      .length(0, kLongestName);
  rule(&T::postal_code)
      .doc("Needed where the country has them; spaces and hyphens are put right")
      .optional()
      .length(0, kLongestPostalCode)
      .example("SW1Y 4LE");
  rule(&T::country).doc("ISO 3166-1 alpha-2").length(2, 2).example("GB");
  rule(&T::phone).doc("For the carrier").length(0, kLongestPhone).example("+442079460000");
}

inline void Address::rules(json::Rules<Address>& rule) {
  address_rules(rule);
}
KONTOR_DESCRIBE(Address, first_name, last_name, line1, line2, city, region, postal_code, country, phone)

// Everything that is wrong with it, each at a pointer below `pointer` ("/shipping_address/city"), with one of the codes
// required, length, format, unknown_country, unknown_region. Empty: it is good, and normalised() is how to keep it.
std::vector<FieldProblem> check(const Address& address, std::string_view pointer = "");

// Without white space around, empty members as none, codes of countries and regions in upper case, the postal code as
// the country's post writes it, the phone number as digits behind an optional plus. What check() would refuse stays
// recognisable.
Address normalised(const Address& address);

}  // namespace kontor::postal
