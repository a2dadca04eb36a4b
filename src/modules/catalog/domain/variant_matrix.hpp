#pragma once

#include <string>
#include <vector>

#include "kernel/core/result.hpp"
#include "modules/catalog/domain/product.hpp"

namespace kontor::catalog {

// What a new variant of the matrix begins with.
struct VariantTemplate {
  std::string sku_prefix;  // empty: the product's slug in capitals
  std::vector<ListPrice> prices;
  std::optional<int> weight_grams;
};

// Makes a variant for each combination of the product's options that has none; those that are there stay as they are,
// in the order of the combinations. `invalid` where there would be more than kMaxVariants, or no options.
Result<void> complete_matrix(Product& product, const VariantTemplate& fresh);

}  // namespace kontor::catalog
