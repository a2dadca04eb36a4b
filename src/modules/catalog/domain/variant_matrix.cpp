#include "modules/catalog/domain/variant_matrix.hpp"

#include <algorithm>
#include <set>

#include "modules/catalog/domain/product_rules.hpp"
#include "modules/catalog/domain/slug.hpp"

namespace kontor::catalog {

namespace {

constexpr std::size_t kLongestStem = 90;  // of a SKU, with room for a number

std::string in_capitals(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return text;
}

std::size_t size_of_matrix(const std::vector<ProductOption>& options) {
  std::size_t size = 1;
  for (const auto& option : options) size = std::min(size * option.choices.size(), kMaxVariants + 1);
  return size;
}

// "NLS-BLUE-M", and with a number behind it where that is taken.
std::string sku_for(const std::string& prefix, const Choices& choices, std::set<std::string>& taken) {
  auto stem = prefix;
  for (const auto& [option, choice] : choices) {
    const auto word = in_capitals(slug_from(choice));
    if (!word.empty()) stem += '-' + word;
  }
  if (stem.size() > kLongestStem) stem.resize(kLongestStem);
  auto sku = stem;
  for (int number = 2; !taken.insert(sku).second; ++number) sku = stem + '-' + std::to_string(number);
  return sku;
}

}  // namespace

Result<void> complete_matrix(Product& product, const VariantTemplate& fresh) {
  if (product.options.empty()) return invalid({{"/options", "required", "the product has no options to choose from"}});
  if (size_of_matrix(product.options) > kMaxVariants) {
    return invalid({{"/options", "items", "there would be more than " + std::to_string(kMaxVariants) + " variants"}});
  }
  std::set<std::string> taken;
  for (const auto& variant : product.variants) taken.insert(variant.sku);
  const auto prefix = fresh.sku_prefix.empty() ? in_capitals(product.slug) : fresh.sku_prefix;
  std::vector<Variant> variants;
  for (const auto& choices : combinations_of(product.options)) {
    const auto known = std::ranges::find(product.variants, choices, &Variant::options);
    if (known != product.variants.end()) {
      variants.push_back(*known);
      continue;
    }
    Variant variant;
    variant.id = VariantId::generate();
    variant.sku = sku_for(prefix, choices, taken);
    variant.name = name_from(choices);
    variant.options = choices;
    variant.prices = fresh.prices;
    variant.weight_grams = fresh.weight_grams;
    variants.push_back(std::move(variant));
  }
  product.variants = std::move(variants);
  return {};
}

}  // namespace kontor::catalog
