#pragma once

#include <optional>
#include <string>

#include "kernel/json/describe.hpp"
#include "modules/identity/store/addresses.hpp"

namespace kontor::identity {

struct AddressBody {
  std::string first_name;
  std::string last_name;
  std::string line1;
  std::optional<std::string> line2;
  std::string city;
  std::optional<std::string> region;
  std::string postal_code;
  std::string country;
  std::optional<std::string> phone;
  bool is_default_shipping = false;
  bool is_default_billing = false;

  static void rules(json::Rules<AddressBody>& rule);
};
KONTOR_DESCRIBE(AddressBody, first_name, last_name, line1, line2, city, region, postal_code, country, phone,
                is_default_shipping, is_default_billing)

struct AddressView {
  AddressId id;
  std::string first_name;
  std::string last_name;
  std::string line1;
  std::optional<std::string> line2;
  std::string city;
  std::optional<std::string> region;
  std::string postal_code;
  std::string country;
  std::optional<std::string> phone;
  bool is_default_shipping = false;
  bool is_default_billing = false;
  Timestamp created_at;
  Timestamp updated_at;

  static void rules(json::Rules<AddressView>& rule);
};
KONTOR_DESCRIBE(AddressView, id, first_name, last_name, line1, line2, city, region, postal_code, country, phone,
                is_default_shipping, is_default_billing, created_at, updated_at)

// As it is kept; every problem where it cannot be.
Result<addresses::Entry> entry_of(const AddressBody& body);
AddressView view_of(const addresses::Kept& kept);

}  // namespace kontor::identity
