#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/core/money.hpp"
#include "kernel/json/describe.hpp"
#include "modules/catalog/api/catalog.hpp"

namespace kontor::pricing {

enum class PromotionKind { percentage, fixed_amount, free_shipping, buy_x_get_y };
KONTOR_DESCRIBE_ENUM(PromotionKind, percentage, fixed_amount, free_shipping, buy_x_get_y)

// What a promotion is about: all goods of the order, or some.
enum class PromotionTarget { order, products, categories };
KONTOR_DESCRIBE_ENUM(PromotionTarget, order, products, categories)

// Combinable ones count together, each on what those before it have left. An exclusive one counts alone, where it saves
// more than all others.
enum class Stacking { combinable, exclusive };
KONTOR_DESCRIBE_ENUM(Stacking, combinable, exclusive)

// What is promised, and to whom. Described, because it is kept and answered as it is.
struct PromotionTerms {
  PromotionKind kind = PromotionKind::percentage;
  PromotionTarget target = PromotionTarget::order;
  std::vector<catalog::ProductId> product_ids;
  std::vector<catalog::CategoryId> category_ids;  // with everything below them
  std::int64_t percent_ppm = 0;   // of a percentage; of buy_x_get_y: off what one gets, 1000000 is for free
  std::vector<Money> amounts;     // of a fixed amount, one a currency
  bool each = false;              // the fixed amount is off each piece
  std::int64_t buy_quantity = 0;  // of buy_x_get_y
  std::int64_t get_quantity = 0;
  std::optional<std::int64_t> most_times;    // how often buy_x_get_y counts in one order
  std::vector<Money> minimum;                // of the goods that it is about, before discounts, one a currency
  std::vector<std::string> customer_groups;  // none: everybody
  bool first_order_only = false;

  static void rules(json::Rules<PromotionTerms>& rule) {
    rule(&PromotionTerms::kind).example("percentage");
    rule(&PromotionTerms::target).optional().doc("What it is about: all goods, or those named").example("order");
    rule(&PromotionTerms::product_ids).optional();
    rule(&PromotionTerms::category_ids).optional().doc("With all categories below them");
    rule(&PromotionTerms::percent_ppm)
        .optional()
        .doc("In parts of a million: 10 % is 100000. Of buy_x_get_y: off the pieces that one gets")
        .range(0, 1'000'000)
        .example(100000);
    rule(&PromotionTerms::amounts)
        .optional()
        .doc("Of a fixed amount: one in each currency that it counts in")
        .items(0, 50);
    rule(&PromotionTerms::each).optional().doc("The fixed amount is off each piece");
    rule(&PromotionTerms::buy_quantity).optional().range(0, 1000);
    rule(&PromotionTerms::get_quantity).optional().range(0, 1000).doc("The cheapest pieces are those that one gets");
    rule(&PromotionTerms::most_times).doc("How often buy_x_get_y counts in one order").range(1, 1'000'000);
    rule(&PromotionTerms::minimum)
        .optional()
        .doc("Of the goods that it is about, before discounts; one in each currency that it counts in")
        .items(0, 50);
    rule(&PromotionTerms::customer_groups).optional().items(0, 50).length(1, 100).example("wholesale");
    rule(&PromotionTerms::first_order_only).optional();
  }
};
KONTOR_DESCRIBE(PromotionTerms, kind, target, product_ids, category_ids, percent_ppm, amounts, each, buy_quantity,
                get_quantity, most_times, minimum, customer_groups, first_order_only)

}  // namespace kontor::pricing
