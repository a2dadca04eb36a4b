#include "modules/catalog/transfer/layout.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "kernel/core/text.hpp"
#include "modules/catalog/domain/product_rules.hpp"

namespace kontor::catalog {

namespace {

struct Named {
  std::string_view name;
  Field field;
};

constexpr std::array kFull{
    Named{"slug", Field::slug},
    Named{"name", Field::name},
    Named{"description", Field::description},
    Named{"status", Field::status},
    Named{"brand", Field::brand},
    Named{"brand_name", Field::brand_name},
    Named{"categories", Field::categories},
    Named{"tags", Field::tags},
    Named{"attributes", Field::attributes},
    Named{"seo_title", Field::seo_title},
    Named{"seo_description", Field::seo_description},
    Named{"publish_at", Field::publish_at},
    Named{"unpublish_at", Field::unpublish_at},
    Named{"created_at", Field::created_at},
    Named{"related", Field::related},
    Named{"options", Field::options},
    Named{"translations", Field::translations},
    Named{"sku", Field::sku},
    Named{"barcode", Field::barcode},
    Named{"variant_name", Field::variant_name},
    Named{"choices", Field::choices},
    Named{"weight_grams", Field::weight_grams},
    Named{"length_mm", Field::length_mm},
    Named{"width_mm", Field::width_mm},
    Named{"height_mm", Field::height_mm},
};

constexpr std::array kShopify{
    Named{"Handle", Field::slug},
    Named{"Title", Field::name},
    Named{"Body (HTML)", Field::description},
    Named{"Vendor", Field::brand_name},
    Named{"Product Category", Field::category_names},
    Named{"Type", Field::product_type},
    Named{"Tags", Field::tags},
    Named{"Published", Field::published},
    Named{"Variant SKU", Field::sku},
    Named{"Variant Grams", Field::weight_grams},
    Named{"Variant Inventory Qty", Field::stock},
    Named{"Variant Price", Field::price},
    Named{"Variant Compare At Price", Field::compare_at},
    Named{"Variant Barcode", Field::barcode},
    Named{"Image Src", Field::image},
    Named{"SEO Title", Field::seo_title},
    Named{"SEO Description", Field::seo_description},
    Named{"Status", Field::status},
};

constexpr std::string_view kPrice = "price ";
constexpr std::string_view kCompareAt = "compare_at ";

template <class Names>
Field field_of(const Names& names, std::string_view name) {
  const auto found = std::ranges::find_if(names, [&](const Named& one) { return text::iequals(one.name, name); });
  return found == names.end() ? Field::ignored : found->field;
}

// "price EUR", "compare_at EUR".
Column full_column(std::string_view name) {
  for (const auto& [prefix, field] : {std::pair{kPrice, Field::price}, std::pair{kCompareAt, Field::compare_at}}) {
    if (!name.starts_with(prefix)) continue;
    if (const auto currency = Currency::parse(name.substr(prefix.size()))) return {field, 0, *currency};
  }
  return {field_of(kFull, name)};
}

// "Option1 Name", "Option1 Value".
Column shopify_column(std::string_view name, Currency currency) {
  for (std::size_t i = 0; i < kMaxOptions; ++i) {
    const auto option = "option" + std::to_string(i + 1);
    if (text::iequals(name, option + " name")) return {Field::option_name, i};
    if (text::iequals(name, option + " value")) return {Field::option_choice, i};
  }
  const auto field = field_of(kShopify, name);
  return {field, 0, field == Field::price || field == Field::compare_at ? currency : Currency()};
}

Result<void> check_columns(const Layout& layout) {
  std::set<std::tuple<Field, std::size_t, Currency>> seen;
  std::vector<FieldProblem> problems;
  for (std::size_t i = 0; i < layout.columns.size(); ++i) {
    const auto& [field, option, currency] = layout.columns[i];
    if (field == Field::ignored || seen.emplace(field, option, currency).second) continue;
    problems.push_back({"/header/" + std::to_string(i), "duplicate", "the column is there twice"});
  }
  if (!problems.empty()) return invalid(std::move(problems));
  return {};
}

}  // namespace

int Layout::column_of(Field field) const {
  const auto found = std::ranges::find(columns, field, &Column::field);
  return found == columns.end() ? 0 : static_cast<int>(found - columns.begin()) + 1;
}

int Layout::column_of(Field field, Currency currency) const {
  const auto found =
      std::ranges::find_if(columns, [&](const Column& one) { return one.field == field && one.currency == currency; });
  return found == columns.end() ? 0 : static_cast<int>(found - columns.begin()) + 1;
}

Result<Layout> layout_of(const std::vector<std::string>& header, Currency currency) {
  const auto has = [&](std::string_view name) {
    return std::ranges::any_of(header, [&](const std::string& one) { return text::iequals(text::trim(one), name); });
  };
  Layout layout;
  if (has("Handle") && has("Variant SKU")) {
    layout.format = TransferFormat::shopify;
  } else if (!has("slug") || !has("sku")) {
    return Error{ErrorKind::invalid, "unknown_header",
                 "The first line has to name the columns: Handle and Variant SKU among them, or slug and sku."};
  }
  layout.names = header;
  for (const auto& cell : header) {
    const auto name = text::trim(cell);
    layout.columns.push_back(layout.format == TransferFormat::full ? full_column(name)
                                                                   : shopify_column(name, currency));
    if (layout.columns.back().field == Field::ignored) layout.ignored.emplace_back(name);
  }
  if (auto sound = check_columns(layout); !sound) return std::move(sound).error();
  return layout;
}

std::vector<std::string> header_of(TransferFormat format, std::span<const Currency> currencies, std::size_t options) {
  std::vector<std::string> header;
  if (format == TransferFormat::full) {
    for (const auto& one : kFull) header.emplace_back(one.name);
    for (const auto& currency : currencies) {
      header.push_back(std::string(kPrice) + std::string(currency.code()));
      header.push_back(std::string(kCompareAt) + std::string(currency.code()));
    }
    return header;
  }
  for (const auto& one : kShopify) {
    if (one.field == Field::sku) {
      for (std::size_t i = 1; i <= options; ++i) {
        header.push_back("Option" + std::to_string(i) + " Name");
        header.push_back("Option" + std::to_string(i) + " Value");
      }
    }
    if (one.field != Field::stock && one.field != Field::image) header.emplace_back(one.name);
  }
  return header;
}

}  // namespace kontor::catalog
