#include "modules/catalog/transfer/variant_reading.hpp"

#include <algorithm>

namespace kontor::catalog {

void VariantReading::read(const CsvRow& row) {
  VariantDraft variant;
  variant.line = row.line;
  bool says_something = false;
  for (std::size_t i = 0; i < layout_.columns.size(); ++i) {
    const auto& cell = row.cells[i];
    const auto field = layout_.columns[i].field;
    if (field == Field::image && !cell.empty()) ++draft_.images;
    if (field == Field::stock && !cell.empty()) ++draft_.stocks;
    if (field < Field::option_choice || field > Field::compare_at) continue;
    if (!text::trim(cell).empty()) says_something = says_something || !is_always_said(field);
    read_cell(row, i, cell, variant);
  }
  settle_size(row, variant);
  if (says_something) draft_.variants.push_back(std::move(variant));
}

// A row of Shopify's that only adds an image may repeat these.
bool VariantReading::is_always_said(Field field) const {
  return layout_.format == TransferFormat::shopify && field == Field::weight_grams;
}

void VariantReading::read_cell(const CsvRow& row, std::size_t column, const std::string& cell, VariantDraft& variant) {
  const auto& about = layout_.columns[column];
  switch (about.field) {
    case Field::sku:
      variant.sku = code_from(cell);
      break;
    case Field::barcode:
      variant.barcode = code_from(cell);
      break;
    case Field::variant_name:
      variant.name = cell;
      break;
    case Field::option_choice:
      read_choice(about.option, text::trim(cell), variant);
      break;
    case Field::choices:
      read_choices(row, column, cell, variant);
      break;
    case Field::weight_grams:
      variant.weight_grams = cells_.count(row, column, cell);
      break;
    case Field::length_mm:
    case Field::width_mm:
    case Field::height_mm:
      sizes_[static_cast<std::size_t>(about.field) - static_cast<std::size_t>(Field::length_mm)] =
          cells_.count(row, column, cell);
      break;
    default:
      read_price(row, column, cell, variant);
      break;
  }
}

void VariantReading::read_choice(std::size_t option, std::string_view cell, VariantDraft& variant) const {
  if (option_names_[option].empty() || cell.empty()) return;
  if (!variant.choices) variant.choices.emplace();
  variant.choices->emplace_back(option_names_[option], cell);
}

void VariantReading::read_choices(const CsvRow& row, std::size_t column, const std::string& cell,
                                  VariantDraft& variant) {
  const auto words = cells_.json<std::map<std::string, std::string>>(row, column, cell, R"({"size":"M"})");
  if (words) variant.choices.emplace(words->begin(), words->end());
}

void VariantReading::read_price(const CsvRow& row, std::size_t column, std::string_view cell, VariantDraft& variant) {
  const auto& about = layout_.columns[column];
  if (about.field != Field::price && about.field != Field::compare_at) return;
  auto& price = variant.prices[about.currency];
  cell = text::trim(cell);
  if (cell.empty()) return;
  const auto amount = read_amount(cell, about.currency);
  if (!amount) return cells_.report(row, column, "format", "must be an amount like 19.90");
  // Shopify writes 0 where there is none.
  const bool is_none = about.field == Field::compare_at && *amount == 0;
  if (!is_none) (about.field == Field::price ? price.amount : price.compare_at) = amount;
}

void VariantReading::settle_size(const CsvRow& row, VariantDraft& variant) {
  const auto column = layout_.column_of(Field::length_mm);
  if (column == 0) return;
  const auto given = std::ranges::count_if(sizes_, [](const auto& size) { return size.has_value(); });
  variant.dimensions.emplace();
  if (given == 3) variant.dimensions->emplace(Dimensions{*sizes_[0], *sizes_[1], *sizes_[2]});
  if (given == 1 || given == 2) {
    cells_.report(row, static_cast<std::size_t>(column) - 1, "required", "length, width and height go together");
  }
  sizes_ = {};
}

}  // namespace kontor::catalog
