#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kernel/json/describe.hpp"
#include "modules/catalog/domain/product.hpp"

// What clients see of the catalog.
namespace kontor::catalog {

KONTOR_DESCRIBE_ENUM(ProductStatus, draft, published, archived)

struct BrandView {
  BrandId id;
  std::string slug;
  std::string name;
};
KONTOR_DESCRIBE(BrandView, id, slug, name)

struct CategoryReference {
  CategoryId id;
  std::string slug;
  std::string name;
};
KONTOR_DESCRIBE(CategoryReference, id, slug, name)

struct CategoryView {
  CategoryId id;
  std::string slug;
  std::string name;
  std::vector<CategoryView> children;
};
KONTOR_DESCRIBE(CategoryView, id, slug, name, children)

struct CategoryTree {
  std::vector<CategoryView> data;
};
KONTOR_DESCRIBE(CategoryTree, data)

struct ThumbnailsView {
  std::string small;
  std::string medium;
  std::string large;
};
KONTOR_DESCRIBE(ThumbnailsView, small, medium, large)

struct ImageView {
  ImageId id;
  std::string url;
  std::string alt;
  std::string alt_text;
  int width = 0;
  int height = 0;
  ThumbnailsView thumbnails;

  static void rules(json::Rules<ImageView>& rule);
};
KONTOR_DESCRIBE(ImageView, id, url, alt, alt_text, width, height, thumbnails)

struct OptionView {
  std::string name;
  std::vector<std::string> choices;
};
KONTOR_DESCRIBE(OptionView, name, choices)

struct PriceView {
  std::int64_t amount = 0;
  Currency currency = *Currency::parse("EUR");
  std::optional<std::int64_t> compare_at;

  static void rules(json::Rules<PriceView>& rule);
};
KONTOR_DESCRIBE(PriceView, amount, currency, compare_at)

struct DimensionsView {
  int length_mm = 0;
  int width_mm = 0;
  int height_mm = 0;
};
KONTOR_DESCRIBE(DimensionsView, length_mm, width_mm, height_mm)

struct VariantView {
  VariantId id;
  std::string sku;
  std::optional<std::string> barcode;
  std::string name;
  std::map<std::string, std::string> options;
  std::vector<PriceView> prices;
  std::optional<int> weight_grams;
  std::optional<DimensionsView> dimensions;

  static void rules(json::Rules<VariantView>& rule);
};
KONTOR_DESCRIBE(VariantView, id, sku, barcode, name, options, prices, weight_grams, dimensions)

struct SeoView {
  std::optional<std::string> title;
  std::optional<std::string> description;
};
KONTOR_DESCRIBE(SeoView, title, description)

struct ProductView {
  ProductId id;
  std::string slug;
  ProductStatus status = ProductStatus::draft;
  std::string name;
  std::string description;
  std::optional<BrandView> brand;
  std::vector<CategoryReference> categories;
  std::vector<std::string> tags;
  std::map<std::string, json::Raw> attributes;
  std::vector<OptionView> options;
  std::vector<VariantView> variants;
  std::vector<ImageView> images;
  SeoView seo;
  Timestamp created_at{};
  std::int64_t version = 1;
  std::optional<Timestamp> publish_at;
  std::optional<Timestamp> unpublish_at;
  std::optional<Timestamp> deleted_at;

  static void rules(json::Rules<ProductView>& rule);
};
KONTOR_DESCRIBE(ProductView, id, slug, status, name, description, brand, categories, tags, attributes, options,
                variants, images, seo, created_at, version, publish_at, unpublish_at, deleted_at)

// Where clients read a picture, by its path in the media store.
std::string media_url(std::string_view path);

enum class Audience { shoppers, staff };  // staff see when it was or will be published and deleted
ProductView view_of(const Product& product, Audience audience = Audience::shoppers);

// Nests a flat list; children in the order of their position, then name.
CategoryTree tree_of(const std::vector<Category>& categories);

}  // namespace kontor::catalog
