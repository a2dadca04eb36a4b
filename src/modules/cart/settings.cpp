#include "modules/cart/settings.hpp"

namespace kontor::cart {

void CartSettings::rules(json::Rules<CartSettings>& rule) {
  rule(&CartSettings::lines).doc("Most lines of a cart").range(1, 250);
  rule(&CartSettings::quantity_per_line).doc("Most of one article in a cart").range(1, 1'000'000);
  rule(&CartSettings::promotion_codes).doc("Most promotion codes of a cart").range(0, 50);
  rule(&CartSettings::guest_days).doc("A guest's cart that nobody touched for so long is removed").range(1, 365);
  rule(&CartSettings::customer_days).doc("The same for a customer's").range(1, 3650);
  rule(&CartSettings::abandoned_minutes)
      .doc("A cart with lines that nobody touched for so long is said to be abandoned; 0: never")
      .range(0, 60 * 24 * 30);
  rule(&CartSettings::stock_cache_ms)
      .doc("How old the availability that is shown beside a line may be; 0: it is asked for every time")
      .range(0, 60'000);
  rule(&CartSettings::cache_entries)
      .doc("Articles whose weight and availability are kept in memory")
      .range(1, 10'000'000);
  rule(&CartSettings::recent_bytes)
      .doc("Most memory for carts that were just written, for their next change; 0: none is kept")
      .range(0, 1 << 30);
}

}  // namespace kontor::cart
