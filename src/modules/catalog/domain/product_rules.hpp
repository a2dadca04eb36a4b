#pragma once

#include <vector>

#include "kernel/core/result.hpp"
#include "modules/catalog/domain/attribute.hpp"
#include "modules/catalog/domain/product.hpp"

namespace kontor::catalog {

inline constexpr std::size_t kMaxOptions = 5;
inline constexpr std::size_t kMaxChoicesPerOption = 100;
inline constexpr std::size_t kMaxVariants = 500;
inline constexpr std::size_t kMaxPricesPerVariant = 50;
inline constexpr std::size_t kMaxTags = 50;
inline constexpr std::size_t kMaxCategories = 20;
inline constexpr std::size_t kMaxAttributes = 100;
inline constexpr std::size_t kMaxRelated = 50;
inline constexpr std::size_t kMaxImages = 100;
inline constexpr std::size_t kMaxAltText = 500;
inline constexpr std::size_t kMaxTranslations = 30;

// Everything that a product must not be, each with its pointer into the body that products are written with. What
// depends on other products (slugs, SKUs) is not looked at here.
std::vector<FieldProblem> mistakes_of(const Product& product, const AttributeDefinitions& definitions);

// Where a language tag names a translation: "de", "pt-BR"; in this spelling, so that each has one.
bool is_locale(std::string_view text);

}  // namespace kontor::catalog
