#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/money.hpp"
#include "modules/pricing/api/pricing.hpp"

namespace kontor::pricing {

inline constexpr const char* kStandardTaxClass = "standard";

// An entry of a price list: in its currency, from so many pieces on.
struct TierPrice {
  Uuid list_id;
  std::int64_t from_quantity = 1;
  std::int64_t amount = 0;
  std::optional<std::int64_t> compare_at = {};
};

// What the catalog asks in one currency.
struct ListPrice {
  Currency currency;
  std::int64_t amount = 0;
  std::optional<std::int64_t> compare_at = {};
};

// All that a price depends on of something that can be bought.
struct Goods {
  catalog::VariantId variant_id = {};
  catalog::ProductId product_id = {};
  std::string sku = {};
  std::string name = {};
  bool published = false;
  std::vector<ListPrice> list_prices = {};
  std::vector<Uuid> categories = {};  // of its product, with all their ancestors
  std::vector<TierPrice> tiers = {};  // of all price lists
  std::string tax_class = kStandardTaxClass;
};

}  // namespace kontor::pricing
