#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "kernel/db/database.hpp"
#include "kernel/json/describe.hpp"
#include "modules/catalog/domain/product.hpp"
#include "modules/catalog/store/copy_rows.hpp"

namespace kontor::catalog {

// A table that holds a part of each product.
struct ProductTable {
  std::string_view copy;
  void (*add)(CopyRows& rows, const Product& product);
  std::string_view clear;  // removes the part of the products $1; empty for the products themselves
  bool (*is_same)(const Product& a, const Product& b);  // whether their rows here are
};

// Each behind those that it refers to.
std::span<const ProductTable> product_tables();

// As it stands in the column: {"material":"linen","weight":1.5}.
std::string attributes_json(const Product& product);
json::Raw raw_from(const AttributeValue& value);
// nullopt for null, lists and objects.
std::optional<AttributeValue> attribute_value_from(const json::Raw& raw);

// One COPY of all rows, or nothing without rows.
void copy_rows(db::Tx& tx, std::string_view sql, const CopyRows& rows);

}  // namespace kontor::catalog
