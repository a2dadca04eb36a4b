#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/catalog/domain/product.hpp"

// What the rows of a file refer to, for many products at once: one statement each.
namespace kontor::catalog::lookups {

// By SKU.
std::map<std::string, ProductId> owners(db::Tx& tx, std::span<const std::string> skus);

struct Named {
  ProductId id;
  bool is_deleted = false;
};
// By slug; old slugs are nobody's here.
std::map<std::string, Named> products(db::Tx& tx, std::span<const std::string> slugs);
std::map<ProductId, std::string> slugs(db::Tx& tx, std::span<const ProductId> ids);

// The whole tree, names in other languages included, by position.
std::vector<Category> all_categories(db::Tx& tx);
// Those with one of the slugs, or with one of the names in whatever case. Nobody removes them until the transaction
// ends.
std::vector<Brand> brands(db::Tx& tx, std::span<const std::string> slugs, std::span<const std::string> names);

// For an export: those that are not deleted, by slug, behind this one.
std::vector<ProductId> page(db::Tx& tx, const std::string& after, int limit);
std::vector<Currency> currencies(db::Tx& tx);
int most_options(db::Tx& tx);

}  // namespace kontor::catalog::lookups
