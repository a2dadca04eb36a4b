#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/catalog/actions/product_desk.hpp"
#include "modules/catalog/actions/reference_finder.hpp"
#include "modules/catalog/actions/taxonomy_desk.hpp"
#include "modules/catalog/store/import_lookups.hpp"
#include "modules/catalog/store/imports.hpp"
#include "modules/catalog/transfer/application.hpp"
#include "modules/catalog/transfer/draft.hpp"

namespace kontor::catalog {

// What a part of a file came to.
struct MergeReport {
  ImportCounts products;
  std::vector<ImportError> errors;
  std::vector<imports::Link> links;
  std::int64_t images = 0;
  std::int64_t stocks = 0;
};

// Merges some products of an import into the catalog, in one transaction and a number of statements that does not grow
// with theirs: found by SKU, else by slug, held against the rules that every product is held against, and written
// through the product desk. One that has a mistake is left as it was.
class PartMerge {
 public:
  PartMerge(db::Tx& tx, ProductDesk& desk, TaxonomyDesk& taxonomy, const Import& import, const Layout& layout);

  // `twice`: keys of these rows that the file had before.
  MergeReport run(std::vector<ProductDraft> drafts, std::span<const imports::Twice> twice) &&;

 private:
  struct Target {
    std::optional<ProductId> id;  // none: a new product
    bool is_deleted = false;
  };

  void mark_twice(std::span<const imports::Twice> twice);
  void look_up();
  Target target_of(ProductDraft& draft);
  void check_owners(ProductDraft& draft, const std::optional<ProductId>& target);
  void merge(ProductDraft& draft);
  DraftReferences references_of(ProductDraft& draft, std::vector<std::string>& waiting);
  void relate(ProductDraft& draft, DraftReferences& references, std::vector<std::string>& waiting);
  void define_attributes(const ProductDraft& draft);
  void examine(ProductDraft& draft, const Product& product);
  void keep(const ProductDraft& draft, const Product* before, Product after, std::vector<std::string> waiting);
  void fail(const ProductDraft& draft);
  void report(ProductDraft& draft, std::int64_t line, int column, std::string code, std::string detail);
  void report(ProductDraft& draft, Field field, const Error& error);

  db::Tx& tx_;
  ProductDesk& desk_;
  TaxonomyDesk& taxonomy_;
  const Import& import_;
  const Layout& layout_;
  std::vector<ProductDraft> drafts_;
  std::map<std::string, ProductId> owners_;           // by SKU
  std::map<std::string, lookups::Named> slugs_;       // of products and of those they are related to
  std::map<ProductId, std::string> slugs_of_owners_;  // of products that have a SKU of the file
  std::set<std::string> slugs_in_file_;
  std::map<ProductId, Product> products_;
  std::set<ProductId> claimed_;
  AttributeDefinitions definitions_;
  std::optional<ReferenceFinder> references_;
  Timestamp now_{};
  std::vector<Product> fresh_;
  std::vector<Product> before_;
  std::vector<Product> after_;
  MergeReport report_;
};

}  // namespace kontor::catalog
