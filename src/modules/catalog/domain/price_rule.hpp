#pragma once

#include <cstdint>
#include <optional>

#include "kernel/core/money.hpp"
#include "kernel/core/result.hpp"
#include "modules/catalog/domain/product.hpp"

namespace kontor::catalog {

// How list prices of one currency change, all in the same way.
struct PriceRule {
  Currency currency;
  std::optional<std::int64_t> percent_hundredths;  // either this: -1050 is 10.5 % less …
  std::int64_t amount_minor = 0;                   // … or this many units more
  // To the nearest multiple of `step_minor`, and `ending_minor` below that: 100 and 1 make 19.99 of 19.73.
  std::int64_t step_minor = 1;
  std::int64_t ending_minor = 0;
  bool keep_old_as_compare_at = false;  // where the price falls; else a compare-at that is no longer above goes
};

// What the rule makes of a price; never below zero. Errors as of Money.
Result<ListPrice> revised(const ListPrice& list, const PriceRule& rule);

// Of all the product's variants with a price in the currency; a price that cannot be changed stays.
void revise(Product& product, const PriceRule& rule);

}  // namespace kontor::catalog
