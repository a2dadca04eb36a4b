#include "modules/catalog/domain/product.hpp"

#include <algorithm>

namespace kontor::catalog {

namespace {

void widen(std::vector<PriceRange>& ranges, const Money& price) {
  const auto range = std::ranges::find(ranges, price.currency(), &PriceRange::currency);
  if (range == ranges.end()) {
    ranges.push_back({price.currency(), price.amount(), price.amount()});
    return;
  }
  range->lowest_minor = std::min(range->lowest_minor, price.amount());
  range->highest_minor = std::max(range->highest_minor, price.amount());
}

}  // namespace

std::vector<PriceRange> price_ranges(const Product& product) {
  std::vector<PriceRange> ranges;
  for (const auto& variant : product.variants) {
    for (const auto& list : variant.prices) widen(ranges, list.price);
  }
  return ranges;
}

std::string_view to_string(ProductStatus status) {
  switch (status) {
    case ProductStatus::draft:
      return "draft";
    case ProductStatus::published:
      return "published";
    case ProductStatus::archived:
      return "archived";
  }
  return "draft";
}

}  // namespace kontor::catalog
