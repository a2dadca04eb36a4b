#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/core/money.hpp"
#include "modules/catalog/domain/attribute.hpp"

namespace kontor::catalog {

inline constexpr int kMaxFacetValues = 100;     // of one facet, the most frequent first
inline constexpr int kMaxAttributeFacets = 20;  // in the order of their codes

// What a list is counted by.
struct FacetChoice {
  bool brands = false;
  bool categories = false;
  bool price = false;
  bool every_attribute = false;         // that is offered as a filter
  std::vector<std::string> attributes;  // or these of them

  bool any() const { return brands || categories || price || every_attribute || !attributes.empty(); }
};

// How many products of the list there are of each value. The filter by a facet itself does not count for it: it says
// what there would be if another value were chosen.
struct Facets {
  struct Group {  // a brand or a category
    std::string id;
    std::string slug;
    std::string name;
    std::int64_t products = 0;
  };
  struct Value {
    std::string json;
    std::int64_t products = 0;
  };
  struct Attribute {
    std::string code;
    std::string name;
    AttributeKind kind = AttributeKind::text;
    std::vector<Value> values;
    std::optional<double> lowest;  // of a number
    std::optional<double> highest;
  };
  struct Price {
    std::optional<std::int64_t> lowest_minor;
    std::optional<std::int64_t> highest_minor;
    std::int64_t products = 0;  // that have a price in the list's currency
  };

  std::vector<Group> brands;
  std::vector<Group> categories;  // each with what is in its subtree
  std::optional<Price> price;
  std::vector<Attribute> attributes;
};

}  // namespace kontor::catalog
