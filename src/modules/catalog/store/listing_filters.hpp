#pragma once

#include <string>
#include <string_view>

#include "kernel/db/param.hpp"
#include "modules/catalog/domain/listing.hpp"

namespace kontor::catalog {

struct Statement {
  std::string sql;
  db::Params params;

  // Its place: $1, $2, …
  template <class T>
  std::string param(const T& value) {
    params.add(value);
    return '$' + std::to_string(params.size());
  }
};

// Which of a list's filters is left out: each facet is counted without its own.
struct LeftOut {
  enum class Filter { none, brand, category, price, attribute };
  Filter filter = Filter::none;
  std::string_view attribute = {};

  bool operator==(const LeftOut&) const = default;
};

// Whether the list has this filter at all.
bool has_filter(const Listing& listing, const LeftOut& filter);

// Appends "where …" on catalog.product p; on catalog.product_price r, too, where prices are compared.
void add_filters(Statement& statement, const Listing& listing, const LeftOut& left_out = {});

}  // namespace kontor::catalog
