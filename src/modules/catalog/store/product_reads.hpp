#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "modules/catalog/api/catalog.hpp"
#include "modules/catalog/domain/facets.hpp"
#include "modules/catalog/domain/listing.hpp"
#include "modules/catalog/domain/product.hpp"

namespace kontor::catalog {

struct ProductPage {
  std::vector<ProductId> ids;
  std::vector<std::string> documents;
  std::optional<std::string> next_cursor;
};

struct FoundProduct {
  ProductId id;
  std::int64_t version = 1;
  std::string document;
};

// What shoppers and other modules read; each call is one query. `locale` is another language than the shop's own. What
// is read is never older than the last event that was heard of, so it does not come from a replica.
class ProductReads {
 public:
  explicit ProductReads(db::Database database) : database_(std::move(database)) {}

  Result<ProductPage> list(const Listing& listing) const;
  // Of all products of the list, whatever the page.
  Result<Facets> facets(const Listing& listing, const FacetChoice& choice) const;
  // A published product; `key` is an id or a slug.
  Result<std::optional<FoundProduct>> find(std::string_view key,
                                           const std::optional<std::string>& locale = std::nullopt) const;
  // The slug of the published product that once had this one.
  Result<std::optional<std::string>> present_slug(std::string_view old_slug) const;
  // The documents of the published products that are related to this one, in their order.
  struct Related {
    std::vector<ProductId> ids;
    std::vector<std::string> documents;
  };
  Result<Related> related(const ProductId& id, const std::optional<std::string>& locale) const;
  Result<std::vector<Category>> categories(const std::optional<std::string>& locale = std::nullopt) const;
  Result<std::vector<Brand>> brands() const;
  struct TagCount {
    std::string tag;
    std::int64_t products = 0;
  };
  Result<std::vector<TagCount>> tags() const;  // of published products, the most used first; at most 1000
  Result<std::vector<VariantSummary>> variants(std::span<const VariantId> ids) const;
  // Of all products, ascending, behind this one.
  Result<std::vector<VariantId>> variants_behind(const std::optional<VariantId>& last, int most) const;

  // Whether the schema can be read at all.
  Result<void> check() const;

 private:
  db::Database database_;
};

}  // namespace kontor::catalog
