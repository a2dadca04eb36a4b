#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/money.hpp"
#include "kernel/core/result.hpp"
#include "kernel/json/describe.hpp"
#include "modules/catalog/api/catalog.hpp"

namespace kontor::pricing {

struct PromotionTag {
  static constexpr std::string_view kPrefix = "promotion";
};
using PromotionId = Id<PromotionTag>;

// What a price depends on beside the goods. A customer's group and history are the caller's to know.
struct Buyer {
  std::optional<std::string> key;  // stable and opaque: limits per customer are counted by it
  std::optional<std::string> group;
  bool first_order = false;
  bool tax_exempt = false;
};

struct Destination {
  std::string country;  // ISO 3166-1 alpha-2
  std::optional<std::string> region;
  std::string postal_code;
};

struct WantedLine {
  Uuid line_id;  // the caller's; comes back with the line
  catalog::VariantId variant_id;
  std::int64_t quantity = 0;
};

struct WantedShipping {
  Money price;
  std::string tax_class;
};

struct Basket {
  Currency currency;
  std::vector<WantedLine> lines;  // 500 at most
  std::optional<WantedShipping> shipping;
  std::optional<Destination> destination;  // none yet: taxed as in the shop's own country
  Buyer buyer;
  std::vector<std::string> codes;
  // Whose claims are not counted against limits and budgets, because they are this basket's own.
  std::optional<Uuid> reference;
};

// One cent-exact reason why a sum is what it is.
struct Adjustment {
  std::string kind;  // promotion, free_shipping, price_list, quantity_tier, tax, rounding
  std::optional<PromotionId> promotion_id;
  std::optional<std::string> code;
  std::optional<Uuid> line_id;  // none: of the shipping
  Money amount;                 // discounts are negative
  std::string text;             // for people
};
KONTOR_DESCRIBE(Adjustment, kind, promotion_id, code, line_id, amount, text)

struct PricedLine {
  Uuid line_id;
  catalog::VariantId variant_id;
  std::string sku;
  std::string name;
  std::int64_t quantity = 0;
  Money unit_price;                       // after price lists and tiers
  std::optional<Money> compare_at_price;  // what it cost otherwise
  Money total;                            // unit price × quantity
  Money discount;                         // ≥ 0, this line's part of all discounts
  Money tax;                              // of total − discount; within it where prices include the tax
  std::string tax_class;
  std::int64_t tax_rate_ppm = 0;  // parts of a million: 19 % is 190000
};
KONTOR_DESCRIBE(PricedLine, line_id, variant_id, sku, name, quantity, unit_price, compare_at_price, total, discount,
                tax, tax_class, tax_rate_ppm)

struct PricedShipping {
  Money price;
  Money discount;
  Money tax;
  std::string tax_class;
  std::int64_t tax_rate_ppm = 0;
};
KONTOR_DESCRIBE(PricedShipping, price, discount, tax, tax_class, tax_rate_ppm)

// items − discount + shipping (+ tax, where prices exclude it) = total. `discount` is that of lines and shipping.
struct Totals {
  Money items;
  Money discount;
  Money shipping;
  Money tax;
  Money total;
  bool tax_included = false;
};
KONTOR_DESCRIBE(Totals, items, discount, shipping, tax, total, tax_included)

struct CodeVerdict {
  std::string code;
  bool applied = false;
  std::optional<std::string> reason;  // a code for programs: unknown, expired, minimum_not_reached, used_up, …
  std::string text;                   // for people
};
KONTOR_DESCRIBE(CodeVerdict, code, applied, reason, text)

// What an order has to claim before it may count on the discount.
struct Claim {
  PromotionId promotion_id;
  std::optional<std::string> code;
  Money amount;
};
KONTOR_DESCRIBE(Claim, promotion_id, code, amount)

struct UnpricedLine {
  Uuid line_id;
  std::string reason;  // unknown_variant, not_published, no_price
};
KONTOR_DESCRIBE(UnpricedLine, line_id, reason)

struct PricedBasket {
  std::vector<PricedLine> lines;       // in the order asked, without those of `unpriced`
  std::vector<UnpricedLine> unpriced;  // count for nothing in the totals
  std::optional<PricedShipping> shipping;
  Totals totals;
  std::vector<Adjustment> adjustments;
  std::vector<CodeVerdict> codes;  // in the order asked
  std::vector<Claim> claims;
  // Whether Buyer::first_order was looked at: else all of this is the same whatever it says. Not described.
  bool depends_on_first_order = false;
};
KONTOR_DESCRIBE(PricedBasket, lines, unpriced, shipping, totals, adjustments, codes, claims)

// Prices as other modules see them. Reads only, so every call may be repeated.
class Pricing {
 public:
  virtual ~Pricing() = default;

  // The one function that knows what a basket costs. `invalid` names what cannot be priced at all: an unknown currency,
  // too many lines. Answers from memory, but for limits that are nearly reached and variants that it has not met.
  virtual Result<PricedBasket> price(const Basket& basket) const = 0;
};

}  // namespace kontor::pricing
