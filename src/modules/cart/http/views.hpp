#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/http/page.hpp"
#include "modules/cart/actions/cart_desk.hpp"

// What clients see of a cart.
namespace kontor::cart {

enum class CartStatus { open, closed, merged };
KONTOR_DESCRIBE_ENUM(CartStatus, open, closed, merged)

struct CartLineView {
  CartLineId id;
  catalog::VariantId variant_id;
  std::string sku;
  std::string name;
  std::int64_t quantity = 0;
  Money unit_price;
  std::optional<Money> compare_at_price;
  Money total;
  Money discount;
  Money tax;
  std::int64_t available = 0;
  std::optional<std::string> problem;

  static void rules(json::Rules<CartLineView>& rule);
};
KONTOR_DESCRIBE(CartLineView, id, variant_id, sku, name, quantity, unit_price, compare_at_price, total, discount, tax,
                available, problem)

struct ShippingOptionView {
  shipping::ShippingMethodId id;
  std::string name;
  Money price;
  shipping::DeliveryEstimate delivery_estimate;
};
KONTOR_DESCRIBE(ShippingOptionView, id, name, price, delivery_estimate)

struct CartChangeView {
  std::optional<CartLineId> line_id;
  std::string field;
  json::Raw before;
  json::Raw after;

  static void rules(json::Rules<CartChangeView>& rule);
};
KONTOR_DESCRIBE(CartChangeView, line_id, field, before, after)

struct MergedLineView {
  catalog::VariantId variant_id;
  std::int64_t before = 0;
  std::int64_t added = 0;
  std::int64_t quantity = 0;
  bool capped = false;
};
KONTOR_DESCRIBE(MergedLineView, variant_id, before, added, quantity, capped)

struct MergeView {
  CartId from;
  std::vector<MergedLineView> lines;
  std::vector<std::string> codes_left_out;

  static void rules(json::Rules<MergeView>& rule);
};
KONTOR_DESCRIBE(MergeView, from, lines, codes_left_out)

struct CartView {
  CartId id;
  std::optional<std::string> token;
  CartStatus status = CartStatus::open;
  std::optional<CartId> merged_into;
  Currency currency;
  std::optional<std::string> email;
  std::optional<std::string> note;
  std::vector<CartLineView> lines;
  std::optional<postal::Address> shipping_address;
  std::optional<postal::Address> billing_address;
  std::optional<ShippingOptionView> shipping_option;
  std::vector<pricing::CodeVerdict> promotions;
  pricing::Totals totals;
  std::vector<pricing::Adjustment> adjustments;
  std::vector<CartChangeView> changes;
  std::optional<MergeView> merged;
  std::int64_t version = 1;

  static void rules(json::Rules<CartView>& rule);
};
KONTOR_DESCRIBE(CartView, id, token, status, merged_into, currency, email, note, lines, shipping_address,
                billing_address, shipping_option, promotions, totals, adjustments, changes, merged, version)

// A cart in the list for staff.
struct ListedCartView {
  CartId id;
  std::optional<std::string> user_id;
  CartStatus status = CartStatus::open;
  std::optional<std::string> email;
  std::int64_t lines = 0;
  Money items;
  Timestamp touched_at;

  static void rules(json::Rules<ListedCartView>& rule);
};
KONTOR_DESCRIBE(ListedCartView, id, user_id, status, email, lines, items, touched_at)

CartView view_of(const Plan& plan);
ShippingOptionView view_of(const shipping::Quote& quote);
ListedCartView view_of(const carts::Listed& listed);

}  // namespace kontor::cart
