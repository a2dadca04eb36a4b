#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "modules/catalog/domain/product.hpp"
#include "modules/catalog/transfer/cells.hpp"
#include "modules/catalog/transfer/csv_reader.hpp"
#include "modules/catalog/transfer/layout.hpp"

namespace kontor::catalog {

struct BrandDraft {
  std::string slug;
  std::string name;  // both empty: none
};

struct PriceDraft {
  std::optional<std::int64_t> amount;  // none: no price
  std::optional<std::int64_t> compare_at;
};

struct VariantDraft {
  std::int64_t line = 0;
  std::string sku;
  std::optional<std::string> barcode;
  std::optional<std::string> name;
  std::optional<Choices> choices;
  std::optional<std::optional<int>> weight_grams;
  std::optional<std::optional<Dimensions>> dimensions;
  std::map<Currency, PriceDraft> prices;
};

// What the rows of one product say; what no column is about is missing and stays as it is.
struct ProductDraft {
  std::int64_t line = 0;
  std::string slug;
  std::optional<std::string> name;
  std::optional<std::string> description;
  std::optional<ProductStatus> status;
  std::optional<BrandDraft> brand;
  std::optional<std::vector<CategoryPath>> categories;
  std::optional<std::vector<std::string>> tags;
  std::optional<std::vector<std::pair<std::string, AttributeValue>>> attributes;  // all of them, by name
  std::optional<std::string> product_type;                                        // one more attribute, "type"
  std::optional<std::string> seo_title;
  std::optional<std::string> seo_description;
  std::optional<std::optional<Timestamp>> publish_at;
  std::optional<std::optional<Timestamp>> unpublish_at;
  std::optional<Timestamp> created_at;
  std::optional<std::vector<std::string>> related;  // slugs
  std::optional<std::vector<ProductOption>> options;
  std::optional<std::map<std::string, ProductTranslation>> translations;
  std::vector<VariantDraft> variants;

  std::vector<RowMistake> mistakes;  // in what could not be read
  std::int64_t images = 0;           // that are named and not fetched
  std::int64_t stocks = 0;           // that are named and not set: stock is inventory's
};

// The rows of one product, at least one, each with a cell for every column.
ProductDraft read_draft(const Layout& layout, std::span<const CsvRow> rows);

}  // namespace kontor::catalog
