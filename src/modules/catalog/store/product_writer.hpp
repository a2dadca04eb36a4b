#pragma once

#include <map>
#include <span>
#include <string>

#include "kernel/db/database.hpp"
#include "modules/catalog/domain/product.hpp"

namespace kontor::catalog {

// A product and the answer that shoppers get for it, as JSON text.
struct DocumentedProduct {
  Product product;
  std::string document;
  std::map<std::string, std::string> translated = {};  // by locale, where it differs
};

// Adds to the catalog what is not there yet, many rows at once: one COPY for each table and call. What the schema
// refuses (a slug or SKU twice, an unknown category) throws db::Violation, and the transaction is lost.
class ProductWriter {
 public:
  explicit ProductWriter(db::Tx& tx) : tx_(tx) {}

  // Whether there are no products; until the transaction ends nobody else adds any, while reading goes on.
  bool claim_empty_catalog();

  void add_brands(std::span<const Brand> brands);
  void add_categories(std::span<const Category> categories);
  // Their brands and categories must be there. Holds all rows of a table in memory: some thousand at a time.
  void add_products(std::span<const DocumentedProduct> products);

  // Tells the planner about many new products; without that, until PostgreSQL notices by itself, pages are slow.
  void refresh_statistics();

 private:
  db::Tx& tx_;
};

}  // namespace kontor::catalog
