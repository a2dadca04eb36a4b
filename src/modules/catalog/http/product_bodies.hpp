#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/json/change.hpp"
#include "kernel/json/describe.hpp"
#include "modules/catalog/domain/product.hpp"
#include "modules/catalog/http/views.hpp"

// What clients send to write products. Brands and categories are named by id or slug: as a text, or as an object as in
// answers.
namespace kontor::catalog {

struct SeoBody {
  std::optional<std::string> title;
  std::optional<std::string> description;
};
KONTOR_DESCRIBE(SeoBody, title, description)

struct VariantBody {
  std::optional<VariantId> id;
  std::string sku;
  std::optional<std::string> barcode;
  std::optional<std::string> name;
  std::map<std::string, std::string> options;
  std::vector<PriceView> prices;
  std::optional<int> weight_grams;
  std::optional<DimensionsView> dimensions;

  static void rules(json::Rules<VariantBody>& rule);
};
KONTOR_DESCRIBE(VariantBody, id, sku, barcode, name, options, prices, weight_grams, dimensions)

struct ProductBody {
  std::string name;
  std::optional<std::string> slug;
  std::string description;
  ProductStatus status = ProductStatus::draft;
  std::optional<json::Raw> brand;
  std::vector<json::Raw> categories;
  std::vector<std::string> tags;
  std::map<std::string, json::Raw> attributes;
  std::vector<OptionView> options;
  std::vector<VariantBody> variants;
  SeoBody seo;
  std::optional<Timestamp> publish_at;
  std::optional<Timestamp> unpublish_at;
  std::optional<std::vector<json::Raw>> images;

  static void rules(json::Rules<ProductBody>& rule);
};
KONTOR_DESCRIBE(ProductBody, name, slug, description, status, brand, categories, tags, attributes, options, variants,
                seo, publish_at, unpublish_at, images)

// Only what is there is changed; a list or an object is replaced as a whole. null takes away a brand or a time.
struct ProductPatch {
  std::optional<std::string> name;
  std::optional<std::string> slug;
  std::optional<std::string> description;
  std::optional<ProductStatus> status;
  json::Change<json::Raw> brand;
  std::optional<std::vector<json::Raw>> categories;
  std::optional<std::vector<std::string>> tags;
  std::optional<std::map<std::string, json::Raw>> attributes;
  std::optional<std::vector<OptionView>> options;
  std::optional<std::vector<VariantBody>> variants;
  std::optional<SeoBody> seo;
  json::Change<Timestamp> publish_at;
  json::Change<Timestamp> unpublish_at;
  std::optional<std::vector<json::Raw>> images;

  static void rules(json::Rules<ProductPatch>& rule);
};
KONTOR_DESCRIBE(ProductPatch, name, slug, description, status, brand, categories, tags, attributes, options, variants,
                seo, publish_at, unpublish_at, images)

// A whole body as the patch that says everything.
ProductPatch patch_from(const ProductBody& body);

// Does to the product what the patch says, looking up brand and categories. `invalid` names all that is unknown.
// Variants keep their identity by id, else by SKU; without options of its own the product gets those that its variants
// choose from. Images are those that it has, by id, or pictures that were uploaded, by address; in the order given, and
// what is not among them is not the product's any more.
Result<void> apply(db::Tx& tx, const ProductPatch& patch, Product& product);

Variant variant_from(const VariantBody& body, const std::vector<Variant>& known);
std::vector<ListPrice> prices_from(const std::vector<PriceView>& prices);

}  // namespace kontor::catalog
