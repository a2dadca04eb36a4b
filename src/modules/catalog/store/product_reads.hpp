#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "modules/catalog/api/catalog.hpp"
#include "modules/catalog/domain/listing.hpp"
#include "modules/catalog/domain/product.hpp"

namespace kontor::catalog {

struct ProductPage {
  std::vector<std::string> documents;
  std::optional<std::string> next_cursor;
};

// What shoppers and other modules read; each call is one query. May be some moments old where there is a replica.
class ProductReads {
 public:
  explicit ProductReads(db::Database database) : database_(std::move(database)) {}

  Result<ProductPage> list(const Listing& listing) const;
  // The document of a published product; `key` is an id or a slug.
  Result<std::optional<std::string>> find(std::string_view key) const;
  Result<std::vector<Category>> categories() const;
  Result<std::vector<VariantSummary>> variants(std::span<const VariantId> ids) const;

  // Whether the schema can be read at all.
  Result<void> check() const;

 private:
  db::Database database_;
};

}  // namespace kontor::catalog
