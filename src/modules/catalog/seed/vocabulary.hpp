#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "modules/catalog/domain/product.hpp"
#include "modules/catalog/seed/picture.hpp"

// The words and numbers that the demo products are made of.
namespace kontor::catalog::seed {

// A list written as one text, "linen|cotton|wool", so that a row of a table fits on its lines.
class Words {
 public:
  constexpr Words() = default;
  constexpr Words(const char* joined) : joined_(joined) {}

  constexpr std::size_t size() const {
    std::size_t count = joined_.empty() ? 0 : 1;
    for (const char c : joined_) count += c == '|';
    return count;
  }
  constexpr std::string_view operator[](std::size_t index) const {
    std::string_view rest = joined_;
    for (; index > 0; --index) rest.remove_prefix(rest.find('|') + 1);
    return rest.substr(0, rest.find('|'));
  }

 private:
  std::string_view joined_;
};

struct Range {
  int lowest = 0;
  int highest = 0;
};

// A name and what it may be: an option and its choices, an attribute and its values.
struct Feature {
  std::string_view name;
  Words values;
};

struct CategoryEntry {
  std::string_view slug;
  std::string_view name;
  std::string_view parent;  // slug; empty: a top category
};

// In sentences {brand}, {series}, {noun} and {material} stand for the product's own.
struct Department {
  std::string_view category;  // slug of the top category
  Words brands;
  Words adjectives;
  Words sentences;
  Words tags;
  std::array<Feature, 2> attributes;
};

enum class Coloured { no, yes };

struct Kind {
  std::string_view noun;
  std::string_view code;      // begins its SKUs
  std::string_view category;  // slug
  PictureFamily family;
  Coloured coloured;
  Range price_cents;  // EUR
  Range weight_grams;
  Dimensions box;
  Feature material;  // the word before the noun; an attribute too
  Feature sizes;     // the second option; without values: none
  int step_percent;  // what each further size costs more
  Words sentences;
};

std::span<const CategoryEntry> category_entries();  // parents before their children
std::span<const Department> departments();
std::span<const Kind> kinds();
Words series();  // the lines that products belong to: "Halden", "Alba", …

const Department& department_of(const Kind& kind);

}  // namespace kontor::catalog::seed
