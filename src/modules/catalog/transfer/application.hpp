#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modules/catalog/domain/product.hpp"
#include "modules/catalog/transfer/draft.hpp"
#include "modules/catalog/transfer/layout.hpp"

namespace kontor::catalog {

// What a draft refers to, found.
struct DraftReferences {
  std::optional<Brand> brand;
  std::vector<Category> categories;
  std::vector<CategoryId> category_path;
  std::optional<std::vector<ProductId>> related;  // none: it stays as it is
};

// Does to the product what the draft says. Variants keep their identity by SKU, and those that the draft does not name
// stay: a file adds and changes, it takes nothing away.
void apply(const ProductDraft& draft, const DraftReferences& references, Product& product);

// Where in the file a mistake of the product comes from, by its pointer into the body of a product.
struct FilePlace {
  std::int64_t line = 0;
  int column = 0;
};
FilePlace place_of(const std::string& pointer, const Product& product, const ProductDraft& draft, const Layout& layout);

}  // namespace kontor::catalog
