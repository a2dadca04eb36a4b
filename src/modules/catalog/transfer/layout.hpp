#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/money.hpp"
#include "kernel/core/result.hpp"
#include "modules/catalog/api/transfer.hpp"

namespace kontor::catalog {

// What a column is about; `attributes` and what is named in the plural are JSON in the full format.
enum class Field {
  ignored,
  slug,
  name,
  description,
  status,
  published,
  brand,
  brand_name,
  categories,
  category_names,
  product_type,
  tags,
  attributes,
  seo_title,
  seo_description,
  publish_at,
  unpublish_at,
  created_at,
  related,
  options,
  translations,
  option_name,
  option_choice,
  sku,
  barcode,
  variant_name,
  choices,
  weight_grams,
  length_mm,
  width_mm,
  height_mm,
  price,
  compare_at,
  image,
  stock,
};

struct Column {
  Field field = Field::ignored;
  std::size_t option = 0;  // of option_name and option_choice, from 0
  Currency currency = {};  // of price and compare_at
};

struct Layout {
  TransferFormat format = TransferFormat::full;
  std::vector<Column> columns;
  std::vector<std::string> names;    // as the header says
  std::vector<std::string> ignored;  // columns that nothing is made of

  // From 1; 0: there is none.
  int column_of(Field field) const;
  int column_of(Field field, Currency currency) const;
};

// The format is known by its header: Handle and Variant SKU, or slug and sku. `currency`: of a file that names none.
// `invalid` with unknown_header, or validation_failed where a column is there twice.
Result<Layout> layout_of(const std::vector<std::string>& header, Currency currency);

// The header of an export.
std::vector<std::string> header_of(TransferFormat format, std::span<const Currency> currencies, std::size_t options);

}  // namespace kontor::catalog
