#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/catalog/domain/product.hpp"

// What products are ordered by: categories and brands.
namespace kontor::catalog::taxonomy {

// The shape of the tree, until the transaction ends: who reads paths shares it, who changes them has it alone. So a
// product is never written with a path that a move has just made untrue.
enum class Tree { reads, changes };
void lock_tree(db::Tx& tx, Tree how);

// Those that exist, of slugs and ids, in no order. Names in other languages are read with them.
std::vector<Category> categories(db::Tx& tx, std::span<const std::string> keys);
std::optional<Category> find_category(db::Tx& tx, const CategoryId& id);  // its row is locked
// These and all their ancestors, each once.
std::vector<CategoryId> path_of(db::Tx& tx, std::span<const CategoryId> ids);

// How many levels the subtree has, its root among them.
std::size_t height_of(db::Tx& tx, const CategoryId& id);
// Of who comes behind all children of the parent.
int position_behind(db::Tx& tx, const std::optional<CategoryId>& parent);
// `wanted`, or with the first free number behind it; for a tree that is locked for changes.
std::string free_category_slug(db::Tx& tx, const std::string& wanted);

// A slug that is taken throws db::Violation, here and below.
void insert(db::Tx& tx, const Category& category);
void update(db::Tx& tx, const Category& category);  // everything but the names
// Its brothers from its position on move up by one, where the place is taken.
void make_room(db::Tx& tx, const Category& category);
void set_names(db::Tx& tx, const Category& category);
// How many products and categories are in it.
std::int64_t inhabitants(db::Tx& tx, const CategoryId& id);
void remove(db::Tx& tx, const CategoryId& id);

// As free_category_slug(); who asks waits for others who do.
std::string free_brand_slug(db::Tx& tx, const std::string& wanted);
std::optional<Brand> find_brand(db::Tx& tx, std::string_view key);  // slug or id; its row is locked for reading
std::optional<Brand> lock_brand(db::Tx& tx, const BrandId& id);
void insert(db::Tx& tx, const Brand& brand);
void update(db::Tx& tx, const Brand& brand);
bool has_products(db::Tx& tx, const BrandId& id);
void remove(db::Tx& tx, const BrandId& id);

// Up to `limit` products of this category's subtree or this brand, behind `after`, by id.
std::vector<ProductId> products_of(db::Tx& tx, const CategoryId& id, const std::optional<ProductId>& after, int limit);
std::vector<ProductId> products_of(db::Tx& tx, const BrandId& id, const std::optional<ProductId>& after, int limit);

}  // namespace kontor::catalog::taxonomy
