#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/money.hpp"
#include "kernel/core/time.hpp"
#include "modules/catalog/api/catalog.hpp"

namespace kontor::catalog {

struct ImageTag {
  static constexpr std::string_view kPrefix = "image";
};
using ImageId = Id<ImageTag>;

struct Brand {
  BrandId id;
  std::string slug;
  std::string name;
  std::int64_t version = 1;

  bool operator==(const Brand&) const = default;
};

struct Category {
  CategoryId id;
  std::optional<CategoryId> parent_id;
  std::string slug;
  std::string name;
  int position = 0;
  std::int64_t version = 1;
  std::map<std::string, std::string> names = {};  // by locale, where it is translated

  bool operator==(const Category&) const = default;
};

enum class ProductStatus { draft, published, archived };

struct ListPrice {
  Money price;
  std::optional<Money> compare_at;  // what it cost before; above the price

  bool operator==(const ListPrice&) const = default;
};

struct Dimensions {
  int length_mm = 0;
  int width_mm = 0;
  int height_mm = 0;

  bool operator==(const Dimensions&) const = default;
};

// The value of an attribute. A number keeps the spelling that it came with.
struct AttributeValue {
  enum class Kind { text, number, boolean };

  AttributeValue() = default;
  AttributeValue(Kind which, std::string spelling) : kind(which), text(std::move(spelling)) {}
  template <class Text>
  requires std::convertible_to<const Text&, std::string_view> AttributeValue(const Text& words)
      : text(std::string_view(words)) {}

  Kind kind = Kind::text;
  std::string text;  // of a number or a boolean as JSON spells it

  bool operator==(const AttributeValue&) const = default;
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

  bool operator==(const Variant&) const = default;
};

struct ProductOption {
  std::string name;
  std::vector<std::string> choices;

  bool operator==(const ProductOption&) const = default;
};

struct Image {
  ImageId id;
  std::string path;
  std::string alt_text;
  int width = 0;
  int height = 0;
  std::map<std::string, std::string> alt_texts = {};  // by locale, where it is translated

  bool operator==(const Image&) const = default;
};

// How an option and its choices are called in another language; a choice that is not named keeps its own word.
struct OptionTranslation {
  std::string name;
  std::map<std::string, std::string> choices;

  bool operator==(const OptionTranslation&) const = default;
};

// What a product says in another language; what is missing is said in the shop's own.
struct ProductTranslation {
  std::optional<std::string> name;
  std::optional<std::string> description;
  std::optional<std::string> seo_title;
  std::optional<std::string> seo_description;
  std::map<std::string, OptionTranslation> options;  // by the option's own name

  bool operator==(const ProductTranslation&) const = default;
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
  std::vector<std::pair<std::string, AttributeValue>> attributes;
  std::string seo_title;
  std::string seo_description;
  std::vector<ProductOption> options;
  std::vector<Variant> variants;
  std::vector<Image> images;
  Timestamp created_at{};
  std::int64_t version = 1;
  std::optional<Timestamp> publish_at = {};    // when a draft becomes published by itself
  std::optional<Timestamp> unpublish_at = {};  // when what is published becomes archived
  std::optional<Timestamp> deleted_at = {};
  std::vector<ProductId> related = {};
  std::map<std::string, ProductTranslation> translations = {};  // by locale

  bool operator==(const Product&) const = default;
};

struct PriceRange {
  Currency currency;
  std::int64_t lowest_minor = 0;
  std::int64_t highest_minor = 0;
};

// One range for each currency that some variant has a price in, in the order they first appear.
std::vector<PriceRange> price_ranges(const Product& product);

std::string_view to_string(ProductStatus status);
std::optional<ProductStatus> parse_product_status(std::string_view text);

// The locales in which the product's answer differs from the shop's own.
std::vector<std::string> locales_of(const Product& product);

// The product as it reads in this language.
Product translated(Product product, const std::string& locale);

// "blue / M": what a variant is called that has no name of its own.
std::string name_from(const Choices& options);

// All combinations of the options' choices, in their order; the last option changes fastest. None without options.
std::vector<Choices> combinations_of(const std::vector<ProductOption>& options);

}  // namespace kontor::catalog
