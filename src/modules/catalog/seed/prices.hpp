#pragma once

#include <cstdint>
#include <vector>

#include "modules/catalog/domain/product.hpp"

namespace kontor::catalog::seed {

// How prices of a product end: …99, …50 or …00.
enum class Ending { ninety_nine, fifty, full };

// The price at or near the amount that a shop would write on the label; at least 50.
std::int64_t label_price(std::int64_t cents, Ending ending);

// In EUR, USD and GBP from an amount in euro cents. A discount of 0 means none; otherwise the price before it is there
// too, above the price in each currency.
std::vector<ListPrice> list_prices(std::int64_t euro_cents, Ending ending, int discount_percent);

}  // namespace kontor::catalog::seed
