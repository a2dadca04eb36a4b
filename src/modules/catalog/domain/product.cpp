#include "modules/catalog/domain/product.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace kontor::catalog {

namespace {

void widen(std::vector<PriceRange>& ranges, const Money& price) {
  const auto range = std::ranges::find(ranges, price.currency(), &PriceRange::currency);
  if (range == ranges.end()) {
    ranges.push_back({price.currency(), price.amount(), price.amount()});
    return;
  }
  range->lowest_minor = std::min(range->lowest_minor, price.amount());
  range->highest_minor = std::max(range->highest_minor, price.amount());
}

constexpr std::array kStatuses{ProductStatus::draft, ProductStatus::published, ProductStatus::archived};

void translate(ProductOption& option, const OptionTranslation& words) {
  for (auto& choice : option.choices) {
    if (const auto word = words.choices.find(choice); word != words.choices.end()) choice = word->second;
  }
  option.name = words.name;
}

void translate(Variant& variant, const std::map<std::string, OptionTranslation>& options) {
  const bool named_by_choices = variant.name == name_from(variant.options);
  for (auto& [option, choice] : variant.options) {
    const auto words = options.find(option);
    if (words == options.end()) continue;
    if (const auto word = words->second.choices.find(choice); word != words->second.choices.end())
      choice = word->second;
    option = words->second.name;
  }
  if (named_by_choices) variant.name = name_from(variant.options);
}

void translate(Product& product, const ProductTranslation& words) {
  if (words.name) product.name = *words.name;
  if (words.description) product.description = *words.description;
  if (words.seo_title) product.seo_title = *words.seo_title;
  if (words.seo_description) product.seo_description = *words.seo_description;
  for (auto& option : product.options) {
    if (const auto known = words.options.find(option.name); known != words.options.end()) {
      translate(option, known->second);
    }
  }
  for (auto& variant : product.variants) translate(variant, words.options);
}

}  // namespace

std::vector<PriceRange> price_ranges(const Product& product) {
  std::vector<PriceRange> ranges;
  for (const auto& variant : product.variants) {
    for (const auto& list : variant.prices) widen(ranges, list.price);
  }
  return ranges;
}

std::string_view to_string(ProductStatus status) {
  switch (status) {
    case ProductStatus::draft:
      return "draft";
    case ProductStatus::published:
      return "published";
    case ProductStatus::archived:
      return "archived";
  }
  return "draft";
}

std::optional<ProductStatus> parse_product_status(std::string_view text) {
  for (const auto status : kStatuses) {
    if (to_string(status) == text) return status;
  }
  return std::nullopt;
}

std::vector<std::string> locales_of(const Product& product) {
  std::set<std::string> locales;
  for (const auto& [locale, words] : product.translations) locales.insert(locale);
  for (const auto& category : product.categories) {
    for (const auto& [locale, name] : category.names) locales.insert(locale);
  }
  for (const auto& image : product.images) {
    for (const auto& [locale, text] : image.alt_texts) locales.insert(locale);
  }
  return {locales.begin(), locales.end()};
}

Product translated(Product product, const std::string& locale) {
  if (const auto words = product.translations.find(locale); words != product.translations.end()) {
    translate(product, words->second);
  }
  for (auto& category : product.categories) {
    if (const auto name = category.names.find(locale); name != category.names.end()) category.name = name->second;
  }
  for (auto& image : product.images) {
    if (const auto text = image.alt_texts.find(locale); text != image.alt_texts.end()) image.alt_text = text->second;
  }
  return product;
}

std::string name_from(const Choices& options) {
  std::string name;
  for (const auto& [option, choice] : options) name += (name.empty() ? "" : " / ") + choice;
  return name;
}

std::vector<Choices> combinations_of(const std::vector<ProductOption>& options) {
  if (options.empty()) return {};
  std::vector<Choices> all{{}};
  for (const auto& option : options) {
    std::vector<Choices> longer;
    for (const auto& begun : all) {
      for (const auto& choice : option.choices) {
        longer.push_back(begun);
        longer.back().emplace_back(option.name, choice);
      }
    }
    all = std::move(longer);
  }
  return all;
}

}  // namespace kontor::catalog
