#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "kernel/json/change.hpp"
#include "kernel/json/describe.hpp"
#include "kernel/postal/address.hpp"
#include "modules/cart/actions/cart_desk.hpp"

// What clients send.
namespace kontor::cart {

struct CartPath {
  CartId id;
};
KONTOR_DESCRIBE(CartPath, id)

struct CartLinePath {
  CartId id;
  CartLineId line_id;
};
KONTOR_DESCRIBE(CartLinePath, id, line_id)

struct CartCodePath {
  CartId id;
  std::string code;
};
KONTOR_DESCRIBE(CartCodePath, id, code)

struct NewCart {
  std::optional<Currency> currency;

  static void rules(json::Rules<NewCart>& rule);
};
KONTOR_DESCRIBE(NewCart, currency)

struct NewCartLine {
  catalog::VariantId variant_id;
  std::int64_t quantity = 0;

  static void rules(json::Rules<NewCartLine>& rule);
};
KONTOR_DESCRIBE(NewCartLine, variant_id, quantity)

struct CartLineQuantity {
  std::int64_t quantity = 0;

  static void rules(json::Rules<CartLineQuantity>& rule);
};
KONTOR_DESCRIBE(CartLineQuantity, quantity)

// An address as it comes, to be judged as a whole together with everything else in the body: so nothing is required
// before.
struct CartAddress {
  static constexpr std::string_view kSchemaName = "CartAddress";

  std::string first_name;
  std::string last_name;
  std::string line1;
  std::optional<std::string> line2;
  std::string city;
  std::optional<std::string> region;
  std::optional<std::string> postal_code;
  std::string country;
  std::optional<std::string> phone;

  static void rules(json::Rules<CartAddress>& rule);
};
KONTOR_DESCRIBE(CartAddress, first_name, last_name, line1, line2, city, region, postal_code, country, phone)

struct CartDetails {
  json::Change<std::string> email;
  json::Change<std::string> note;
  json::Change<CartAddress> shipping_address;
  json::Change<CartAddress> billing_address;

  static void rules(json::Rules<CartDetails>& rule);
};
KONTOR_DESCRIBE(CartDetails, email, note, shipping_address, billing_address)

struct ChosenShippingOption {
  shipping::ShippingMethodId shipping_option_id;
};
KONTOR_DESCRIBE(ChosenShippingOption, shipping_option_id)

struct NewPromotionCode {
  std::string code;

  static void rules(json::Rules<NewPromotionCode>& rule);
};
KONTOR_DESCRIBE(NewPromotionCode, code)

struct CartToMerge {
  CartId cart_id;
  std::optional<std::string> token;

  static void rules(json::Rules<CartToMerge>& rule);
};
KONTOR_DESCRIBE(CartToMerge, cart_id, token)

// What the details change, once everything in them was found good; the error names every mistake.
Result<Change> change_of(const CartDetails& details);

}  // namespace kontor::cart
