#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "modules/catalog/actions/taxonomy_desk.hpp"
#include "modules/catalog/transfer/draft.hpp"

namespace kontor::catalog {

enum class Trial { yes, no };  // yes: what is missing is made up and not written

// Brands and categories of an import, found for many products at once; those that are missing are made. For one
// transaction.
class ReferenceFinder {
 public:
  ReferenceFinder(db::Tx& tx, TaxonomyDesk& desk, Trial trial, std::span<const ProductDraft> drafts);

  // nullopt for an empty draft; `invalid` for one that nothing can be made of.
  Result<std::optional<Brand>> brand(const BrandDraft& draft);
  // The last of the path.
  Result<Category> category(const CategoryPath& path);
  // These and all their ancestors, each once.
  std::vector<CategoryId> path_of(const std::vector<Category>& categories) const;

 private:
  void find_brands(std::span<const ProductDraft> drafts);
  Result<Category> step(const CategoryStep& step, const std::optional<CategoryId>& parent);
  Result<Category> make(const CategoryStep& step, const std::optional<CategoryId>& parent);
  void keep(const Brand& brand);
  void keep(const Category& category);

  db::Tx& tx_;
  TaxonomyDesk& desk_;
  Trial trial_;
  std::map<std::string, Brand> brands_by_slug_;
  std::map<std::string, Brand> brands_by_name_;  // in lower case
  std::map<CategoryId, Category> categories_;
  std::map<std::string, CategoryId> categories_by_slug_;
  std::map<std::pair<std::optional<CategoryId>, std::string>, CategoryId> categories_by_name_;
};

}  // namespace kontor::catalog
