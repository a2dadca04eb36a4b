#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/money.hpp"
#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "modules/cart/api/cart.hpp"

namespace kontor::cart {

// What a shopper wants of one article. What was last shown to them beside it is kept so that changes can be reported,
// and is never what they pay.
struct Line {
  CartLineId id;
  catalog::VariantId variant_id;
  std::int64_t quantity = 0;
  std::string sku = {};
  std::string name = {};
  std::optional<std::int64_t> unit_price = {};  // in the cart's currency; none: not shown yet
  std::optional<std::string> problem = {};      // why it cannot be bought
  bool operator==(const Line&) const = default;
};

struct ChosenOption {
  shipping::ShippingMethodId id;
  std::string name;
  Money price;
  std::string tax_class;
  std::string earliest;
  std::string latest;
  std::string text;
  Timestamp quoted_at;
  bool operator==(const ChosenOption&) const = default;
};

// What is in a cart.
struct Content {
  Currency currency;
  std::vector<Line> lines;
  std::optional<std::string> email;
  std::optional<std::string> note;
  std::optional<postal::Address> shipping_address;
  std::optional<postal::Address> billing_address;
  std::optional<ChosenOption> shipping_option;
  std::vector<std::string> codes;
  bool operator==(const Content&) const = default;
};

struct Limits {
  std::size_t lines = 100;
  std::int64_t quantity = 9999;
  std::size_t codes = 10;
};

// The errors of these are `invalid` with pointers of the request's body, `not_found`, or `conflict` with the code
// too_many_lines or too_many_codes. After one the content is as it was.

// An article that is there already gets more. The id of its line.
Result<CartLineId> add(Content& content, const catalog::VariantId& variant, std::int64_t quantity,
                       const Limits& limits);
Result<void> change_quantity(Content& content, const CartLineId& line, std::int64_t quantity, const Limits& limits);
Result<void> remove(Content& content, const CartLineId& line);
// One that is there already, whatever its case, stays as it is.
Result<void> add_code(Content& content, std::string_view code, const Limits& limits);
Result<void> remove_code(Content& content, std::string_view code);

// What came of one line of a cart that was merged into another.
struct MergedLine {
  catalog::VariantId variant_id;
  std::int64_t before = 0;  // in the cart that stays
  std::int64_t added = 0;
  std::int64_t quantity = 0;
  bool capped = false;  // the sum would have been more than is allowed
};
struct MergeReport {
  CartId from;
  std::vector<MergedLine> lines;
  std::vector<std::string> codes_left_out;  // for which there was no room
};

// Adds what is in `from`: quantities are summed up to the limit, all lines are kept whatever their number (an error
// where they would be more than can be priced), and what `into` does not say is taken from `from`.
Result<MergeReport> merge(Content& into, const Content& from, const CartId& from_id, const Limits& limits);

// What the lines cost when they were last shown; nothing where the sum does not fit.
Money shown_value(const Content& content);

}  // namespace kontor::cart
