#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/money.hpp"
#include "kernel/core/result.hpp"

namespace kontor::catalog {

struct ProductTag {
  static constexpr std::string_view kPrefix = "product";
};
struct VariantTag {
  static constexpr std::string_view kPrefix = "variant";
};
struct CategoryTag {
  static constexpr std::string_view kPrefix = "category";
};
struct BrandTag {
  static constexpr std::string_view kPrefix = "brand";
};
using ProductId = Id<ProductTag>;
using VariantId = Id<VariantTag>;
using CategoryId = Id<CategoryTag>;
using BrandId = Id<BrandTag>;

// What another module needs to know of something that can be bought.
struct VariantSummary {
  VariantId id;
  ProductId product_id;
  std::string sku;
  std::string name;  // product and options: "Linen Shirt, blue, M"
  bool published = false;
  std::vector<Money> list_prices;  // one per currency
  std::optional<int> weight_grams = {};
  std::vector<Money> compare_at_prices = {};  // in the currencies that have one
  std::vector<CategoryId> category_ids = {};  // of its product, with all their ancestors
};

// The catalog as other modules see it. Reads only, so every call may be repeated; each blocks for one query.
class Catalog {
 public:
  virtual ~Catalog() = default;

  // Those that exist, in the order asked; unknown ids are left out. At most 500 ids at once.
  virtual Result<std::vector<VariantSummary>> variants(std::span<const VariantId> ids) const = 0;
};

}  // namespace kontor::catalog
