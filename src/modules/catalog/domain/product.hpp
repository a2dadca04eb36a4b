#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/money.hpp"
#include "kernel/core/time.hpp"
#include "modules/catalog/api/catalog.hpp"

namespace kontor::catalog {

struct BrandTag {
  static constexpr std::string_view kPrefix = "brand";
};
struct ImageTag {
  static constexpr std::string_view kPrefix = "image";
};
using BrandId = Id<BrandTag>;
using ImageId = Id<ImageTag>;

struct Brand {
  BrandId id;
  std::string slug;
  std::string name;
};

struct Category {
  CategoryId id;
  std::optional<CategoryId> parent_id;
  std::string slug;
  std::string name;
  int position = 0;
};

enum class ProductStatus { draft, published, archived };

struct ListPrice {
  Money price;
  std::optional<Money> compare_at;  // what it cost before; above the price
};

struct Dimensions {
  int length_mm = 0;
  int width_mm = 0;
  int height_mm = 0;
};

// A choice for each option of the product, in the product's order: {{"colour", "blue"}, {"size", "M"}}.
using Choices = std::vector<std::pair<std::string, std::string>>;

struct Variant {
  VariantId id;
  std::string sku;
  std::string barcode;  // empty: none
  std::string name;     // what sets it apart, "blue, M"; empty for the only one
  Choices options;
  std::vector<ListPrice> prices;
  std::optional<int> weight_grams;
  std::optional<Dimensions> dimensions;
};

struct ProductOption {
  std::string name;
  std::vector<std::string> choices;
};

struct Image {
  ImageId id;
  std::string path;
  std::string alt_text;
  int width = 0;
  int height = 0;
};

struct Product {
  ProductId id;
  std::string slug;
  ProductStatus status = ProductStatus::draft;
  std::string name;
  std::string description;
  std::optional<Brand> brand;
  std::vector<Category> categories;       // the first is the main one
  std::vector<CategoryId> category_path;  // the categories and all their ancestors, each once
  std::vector<std::string> tags;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::string seo_title;
  std::string seo_description;
  std::vector<ProductOption> options;
  std::vector<Variant> variants;
  std::vector<Image> images;
  Timestamp created_at{};
  std::int64_t version = 1;
};

struct PriceRange {
  Currency currency;
  std::int64_t lowest_minor = 0;
  std::int64_t highest_minor = 0;
};

// One range for each currency that some variant has a price in, in the order they first appear.
std::vector<PriceRange> price_ranges(const Product& product);

std::string_view to_string(ProductStatus status);

}  // namespace kontor::catalog
