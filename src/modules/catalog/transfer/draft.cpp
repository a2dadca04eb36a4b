#include "modules/catalog/transfer/draft.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"
#include "kernel/json/json.hpp"
#include "modules/catalog/http/views.hpp"
#include "modules/catalog/store/product_tables.hpp"
#include "modules/catalog/store/translation_json.hpp"
#include "modules/catalog/transfer/variant_reading.hpp"

namespace kontor::catalog {

namespace {

bool is_yes(std::string_view text) {
  return text::iequals(text, "true") || text::iequals(text, "yes") || text == "1";
}

std::vector<std::string> trimmed_parts(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (const auto part : text::split(text, separator)) {
    const auto word = text::trim(part);
    if (!word.empty() && std::ranges::find(parts, word) == parts.end()) parts.emplace_back(word);
  }
  return parts;
}

class Reading {
 public:
  Reading(const Layout& layout, std::span<const CsvRow> rows) : layout_(layout), rows_(rows) {}

  ProductDraft run() && {
    draft_.line = rows_.front().line;
    if (layout_.format == TransferFormat::shopify) name_options();
    read_product(rows_.front());
    VariantReading variants(layout_, option_names_, draft_);
    for (const auto& row : rows_) variants.read(row);
    if (!option_names_.empty() || layout_.column_of(Field::option_name) != 0) gather_options();
    settle_status();
    return std::move(draft_);
  }

 private:
  // "Title" with "Default Title" says that there are none.
  void name_options() {
    option_names_.resize(5);
    const auto& first = rows_.front();
    for (std::size_t i = 0; i < layout_.columns.size(); ++i) {
      const auto& column = layout_.columns[i];
      const auto cell = text::trim(first.cells[i]);
      if (column.field == Field::option_name) option_names_[column.option] = cell;
      is_plain_ = is_plain_ || (column.field == Field::option_choice && cell == "Default Title");
    }
    if (is_plain_) std::ranges::fill(option_names_, std::string());
  }

  void read_product(const CsvRow& row) {
    for (std::size_t i = 0; i < layout_.columns.size(); ++i) read_product_cell(row, i, row.cells[i]);
  }

  void read_product_cell(const CsvRow& row, std::size_t column, const std::string& cell) {
    switch (layout_.columns[column].field) {
      case Field::slug:
        draft_.slug = text::trim(cell);
        break;
      case Field::name:
        draft_.name = cell;
        break;
      case Field::description:
        draft_.description = cell;
        break;
      case Field::status:
        read_status(row, column, cell);
        break;
      case Field::published:
        published_ = is_yes(text::trim(cell));
        break;
      case Field::seo_title:
        draft_.seo_title = cell;
        break;
      case Field::seo_description:
        draft_.seo_description = cell;
        break;
      case Field::brand:
        named_brand().slug = text::trim(cell);
        break;
      case Field::brand_name:
        named_brand().name = text::trim(cell);
        break;
      case Field::product_type:
        draft_.product_type = text::trim(cell);
        break;
      case Field::publish_at:
        draft_.publish_at = cells_.moment(row, column, cell);
        break;
      case Field::unpublish_at:
        draft_.unpublish_at = cells_.moment(row, column, cell);
        break;
      case Field::created_at:
        draft_.created_at = cells_.moment(row, column, cell);
        break;
      default:
        read_list(row, column, cell);
        break;
    }
  }

  void read_list(const CsvRow& row, std::size_t column, const std::string& cell) {
    switch (layout_.columns[column].field) {
      case Field::category_names:
        read_category_names(cell);
        break;
      case Field::categories:
        read_categories(row, column, cell);
        break;
      case Field::tags:
        read_tags(row, column, cell);
        break;
      case Field::attributes:
        read_attributes(row, column, cell);
        break;
      case Field::related:
        draft_.related = trimmed_parts(cell, ' ');
        break;
      case Field::options:
        read_options(row, column, cell);
        break;
      case Field::translations:
        read_translations(row, column, cell);
        break;
      default:
        break;
    }
  }

  BrandDraft& named_brand() { return draft_.brand ? *draft_.brand : draft_.brand.emplace(); }

  void read_status(const CsvRow& row, std::size_t column, std::string_view cell) {
    const auto word = text::to_lower(text::trim(cell));
    draft_.status = word == "active" ? ProductStatus::published : parse_product_status(word);
    if (word.empty()) draft_.status = ProductStatus::draft;
    if (!draft_.status) cells_.report(row, column, "not_allowed", "must be draft, published (or active) or archived");
  }

  // What is active and not published is a draft.
  void settle_status() {
    if (!published_) return;
    if (layout_.column_of(Field::status) == 0) draft_.status = ProductStatus::published;
    if (!*published_ && draft_.status == ProductStatus::published) draft_.status = ProductStatus::draft;
  }

  void read_category_names(std::string_view cell) {
    CategoryPath path;
    for (auto& name : trimmed_parts(cell, '>')) path.push_back({"", std::move(name)});
    draft_.categories.emplace();
    if (!path.empty()) draft_.categories->push_back(std::move(path));
  }

  void read_categories(const CsvRow& row, std::size_t column, const std::string& cell) {
    const auto paths =
        cells_.json<std::vector<std::vector<StepText>>>(row, column, cell, R"([[{"slug":"home","name":"Home"}]])");
    if (!paths) return;
    draft_.categories.emplace();
    for (const auto& path : *paths) {
      auto& steps = draft_.categories->emplace_back();
      for (const auto& step : path) steps.push_back({step.slug, step.name});
      if (steps.empty()) cells_.report(row, column, "format", "a path has at least one category");
    }
  }

  void read_tags(const CsvRow& row, std::size_t column, const std::string& cell) {
    if (layout_.format == TransferFormat::shopify) {
      draft_.tags = trimmed_parts(cell, ',');
    } else {
      draft_.tags = cells_.json<std::vector<std::string>>(row, column, cell, R"(["new","linen"])");
    }
  }

  void read_attributes(const CsvRow& row, std::size_t column, const std::string& cell) {
    const auto values = cells_.json<std::map<std::string, json::Raw>>(row, column, cell, R"({"material":"linen"})");
    if (!values) return;
    draft_.attributes.emplace();
    for (const auto& [name, raw] : *values) {
      if (auto value = attribute_value_from(raw)) {
        draft_.attributes->emplace_back(name, *std::move(value));
      } else {
        cells_.report(row, column, "type", name + " must be a text, a number or a boolean");
      }
    }
  }

  void read_options(const CsvRow& row, std::size_t column, const std::string& cell) {
    const auto views =
        cells_.json<std::vector<OptionView>>(row, column, cell, R"([{"name":"size","choices":["S","M"]}])");
    if (!views) return;
    draft_.options.emplace();
    for (const auto& view : *views) draft_.options->push_back({view.name, view.choices});
  }

  void read_translations(const CsvRow& row, std::size_t column, const std::string& cell) {
    const auto texts = cells_.json<std::map<std::string, TranslationTexts>>(
        row, column, cell, R"({"de":{"name":"Hemd","seo":{},"options":{}}})");
    if (!texts) return;
    draft_.translations.emplace();
    for (const auto& [locale, words] : *texts) draft_.translations->emplace(locale, words_from(words));
  }

  // Those that the variants choose from, in the order they come.
  void gather_options() {
    draft_.options.emplace();
    for (const auto& name : option_names_) {
      if (!name.empty()) draft_.options->push_back({name, {}});
    }
    for (const auto& variant : draft_.variants) {
      for (const auto& [name, choice] : variant.choices.value_or(Choices())) {
        auto& choices = std::ranges::find(*draft_.options, name, &ProductOption::name)->choices;
        if (std::ranges::find(choices, choice) == choices.end()) choices.push_back(choice);
      }
    }
    for (auto& variant : draft_.variants) {
      if (!variant.choices) variant.choices.emplace();
    }
  }

  const Layout& layout_;
  std::span<const CsvRow> rows_;
  ProductDraft draft_;
  CellReader cells_{draft_.mistakes};
  std::vector<std::string> option_names_;
  std::optional<bool> published_;
  bool is_plain_ = false;
};

}  // namespace

ProductDraft read_draft(const Layout& layout, std::span<const CsvRow> rows) {
  return Reading(layout, rows).run();
}

}  // namespace kontor::catalog
