#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "modules/catalog/domain/product.hpp"

namespace kontor::catalog {

// What is different, in words for people: each at most 500 bytes.
struct FieldDifference {
  std::string field;
  std::string before;
  std::string after;
};
// Everything but prices, versions and what a category or brand is called.
std::vector<FieldDifference> differences(const Product& before, const Product& after);

struct PriceDifference {
  VariantId variant_id;
  Currency currency;
  std::optional<std::int64_t> before;  // none: there was no price in this currency
  std::optional<std::int64_t> after;
  std::optional<std::int64_t> compare_at_before;
  std::optional<std::int64_t> compare_at_after;
};
// Of the variants that both have.
std::vector<PriceDifference> price_differences(const Product& before, const Product& after);

}  // namespace kontor::catalog
