#pragma once

#include <cstdint>

#include "kernel/events/event.hpp"
#include "kernel/json/describe.hpp"

// What the catalog publishes.
namespace kontor::catalog {

inline constexpr events::Topic kCatalogEvents{"catalog-events"};

// An empty catalog was filled with demo data. The key is "catalog": it is about all of it.
struct ProductsSeeded {
  static constexpr events::MessageType kMessage{"catalog.products_seeded", 1, kCatalogEvents, "catalog"};
  static constexpr const char* kKey = "catalog";

  std::int64_t number = 0;
  std::int64_t categories = 0;
  std::int64_t products = 0;
  std::int64_t variants = 0;

  static void rules(json::Rules<ProductsSeeded>& rule) {
    rule(&ProductsSeeded::number).at_least(0).doc("The same number gives the same products");
    rule(&ProductsSeeded::categories).at_least(0).doc("How many there are now");
    rule(&ProductsSeeded::products).at_least(0).doc("How many there are now");
    rule(&ProductsSeeded::variants).at_least(0).doc("How many there are now");
  }
};
KONTOR_DESCRIBE(ProductsSeeded, number, categories, products, variants)

}  // namespace kontor::catalog
