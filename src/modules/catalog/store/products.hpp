#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/catalog/domain/product.hpp"
#include "modules/catalog/store/product_writer.hpp"

// Whole products, read to be changed and written back. Many at once, a fixed number of statements whatever their
// number.
namespace kontor::catalog::products {

Timestamp now(db::Tx& tx);

// Of whatever status, deleted ones too; `key` is an id or a slug, which may be an old one.
std::optional<ProductId> id_of(db::Tx& tx, std::string_view key);

enum class Lock { none, rows };  // rows: until the transaction ends, nobody else changes them

// Those that exist, deleted ones too, by id ascending. What their categories and brand are called is read with them.
std::vector<Product> load(db::Tx& tx, std::span<const ProductId> ids, Lock lock);

struct Change {
  const Product& before;
  const DocumentedProduct& after;
};

// Products that are to be published or archived by now, and are not deleted.
std::vector<ProductId> due(db::Tx& tx, int limit);

// All conditions that are there; deleted ones match none. By id.
struct Filter {
  std::optional<std::string> category;  // slug or id, with its subtree
  std::optional<std::string> brand;     // slug or id
  std::vector<std::string> tags;
  std::vector<ProductId> ids;
};
std::vector<ProductId> matching(db::Tx& tx, const Filter& filter, int limit);

// Adds them; their brands and categories must be there. A slug or SKU that is taken throws db::Violation.
void insert(db::Tx& tx, std::span<const DocumentedProduct> products);

// Sets the products' paths to what the tree of categories says.
void refresh_paths(db::Tx& tx, std::span<const ProductId> ids);

// Writes the parts that changed, and the documents. A slug or SKU that is taken throws db::Violation.
void save(db::Tx& tx, std::span<const Change> changes);

// The places of those that are not there, or deleted.
std::vector<std::size_t> missing(db::Tx& tx, std::span<const ProductId> ids);

// Of these SKUs, those that other products' variants have.
std::vector<std::string> skus_of_others(db::Tx& tx, const ProductId& product, std::span<const std::string> skus);

// A slug that no product has or had: `wanted`, or with the first free number behind it. Whoever else asks for one of
// the same words waits until the transaction ends.
std::string claim_slug(db::Tx& tx, const std::string& wanted);
// Whether another living or deleted product has the slug, under the same lock.
bool is_slug_taken(db::Tx& tx, const ProductId& product, const std::string& slug);

}  // namespace kontor::catalog::products
