#include "modules/catalog/transfer/draft.hpp"

#include <algorithm>
#include <array>

#include "kernel/core/text.hpp"
#include "kernel/json/json.hpp"
#include "modules/catalog/http/views.hpp"
#include "modules/catalog/store/product_tables.hpp"
#include "modules/catalog/store/translation_json.hpp"

namespace kontor::catalog {

namespace {

struct StepText {
  std::string slug;
  std::string name;
};
KONTOR_DESCRIBE(StepText, slug, name)

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
    for (const auto& row : rows_) read_row(row);
    if (!option_names_.empty() || layout_.column_of(Field::option_name) != 0) gather_options();
    settle_status();
    return std::move(draft_);
  }

 private:
  void report(const CsvRow& row, std::size_t column, std::string code, std::string detail) {
    draft_.mistakes.push_back({row.line, static_cast<int>(column) + 1, std::move(code), std::move(detail)});
  }

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
        draft_.publish_at = read_moment(row, column, cell);
        break;
      case Field::unpublish_at:
        draft_.unpublish_at = read_moment(row, column, cell);
        break;
      case Field::created_at:
        draft_.created_at = read_moment(row, column, cell);
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
    if (!draft_.status) report(row, column, "not_allowed", "must be draft, published (or active) or archived");
  }

  // What is active and not published is a draft.
  void settle_status() {
    if (!published_) return;
    if (layout_.column_of(Field::status) == 0) draft_.status = ProductStatus::published;
    if (!*published_ && draft_.status == ProductStatus::published) draft_.status = ProductStatus::draft;
  }

  std::optional<Timestamp> read_moment(const CsvRow& row, std::size_t column, std::string_view cell) {
    cell = text::trim(cell);
    if (cell.empty()) return std::nullopt;
    const auto moment = parse_timestamp(cell);
    if (!moment) report(row, column, "format", "must be a time like 2026-03-01T09:30:00Z");
    return moment;
  }

  void read_category_names(std::string_view cell) {
    CategoryPath path;
    for (auto& name : trimmed_parts(cell, '>')) path.push_back({"", std::move(name)});
    draft_.categories.emplace();
    if (!path.empty()) draft_.categories->push_back(std::move(path));
  }

  // JSON of this type; an empty cell is an empty one.
  template <class T>
  std::optional<T> read_json(const CsvRow& row, std::size_t column, const std::string& cell, const char* like) {
    if (text::trim(cell).empty()) return T{};
    if (cell.find("\\u0000") != std::string::npos) {
      report(row, column, "character", "holds a NUL character");
      return std::nullopt;
    }
    auto value = json::read<T>(cell);
    if (value) return *std::move(value);
    report(row, column, "format", std::string("must be JSON like ") + like);
    return std::nullopt;
  }

  void read_categories(const CsvRow& row, std::size_t column, const std::string& cell) {
    const auto paths =
        read_json<std::vector<std::vector<StepText>>>(row, column, cell, R"([[{"slug":"home","name":"Home"}]])");
    if (!paths) return;
    draft_.categories.emplace();
    for (const auto& path : *paths) {
      auto& steps = draft_.categories->emplace_back();
      for (const auto& step : path) steps.push_back({step.slug, step.name});
      if (steps.empty()) report(row, column, "format", "a path has at least one category");
    }
  }

  void read_tags(const CsvRow& row, std::size_t column, const std::string& cell) {
    if (layout_.format == TransferFormat::shopify) {
      draft_.tags = trimmed_parts(cell, ',');
    } else {
      draft_.tags = read_json<std::vector<std::string>>(row, column, cell, R"(["new","linen"])");
    }
  }

  void read_attributes(const CsvRow& row, std::size_t column, const std::string& cell) {
    const auto values = read_json<std::map<std::string, json::Raw>>(row, column, cell, R"({"material":"linen"})");
    if (!values) return;
    draft_.attributes.emplace();
    for (const auto& [name, raw] : *values) {
      if (auto value = attribute_value_from(raw)) {
        draft_.attributes->emplace_back(name, *std::move(value));
      } else {
        report(row, column, "type", name + " must be a text, a number or a boolean");
      }
    }
  }

  void read_options(const CsvRow& row, std::size_t column, const std::string& cell) {
    const auto views =
        read_json<std::vector<OptionView>>(row, column, cell, R"([{"name":"size","choices":["S","M"]}])");
    if (!views) return;
    draft_.options.emplace();
    for (const auto& view : *views) draft_.options->push_back({view.name, view.choices});
  }

  void read_translations(const CsvRow& row, std::size_t column, const std::string& cell) {
    const auto texts = read_json<std::map<std::string, TranslationTexts>>(
        row, column, cell, R"({"de":{"name":"Hemd","seo":{},"options":{}}})");
    if (!texts) return;
    draft_.translations.emplace();
    for (const auto& [locale, words] : *texts) draft_.translations->emplace(locale, words_from(words));
  }

  void read_row(const CsvRow& row) {
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
      read_variant_cell(row, i, cell, variant);
    }
    settle_size(row, variant);
    if (says_something) draft_.variants.push_back(std::move(variant));
  }

  // A row of Shopify's that only adds an image may repeat these.
  bool is_always_said(Field field) const {
    return layout_.format == TransferFormat::shopify && field == Field::weight_grams;
  }

  void read_variant_cell(const CsvRow& row, std::size_t column, const std::string& cell, VariantDraft& variant) {
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
        if (!option_names_[about.option].empty() && !text::trim(cell).empty()) {
          if (!variant.choices) variant.choices.emplace();
          variant.choices->emplace_back(option_names_[about.option], text::trim(cell));
        }
        break;
      case Field::choices:
        read_choices(row, column, cell, variant);
        break;
      case Field::weight_grams:
        variant.weight_grams = read_count(row, column, cell);
        break;
      case Field::length_mm:
      case Field::width_mm:
      case Field::height_mm:
        sizes_[static_cast<std::size_t>(about.field) - static_cast<std::size_t>(Field::length_mm)] =
            read_count(row, column, cell);
        break;
      default:
        read_price(row, column, cell, variant);
        break;
    }
  }

  void read_choices(const CsvRow& row, std::size_t column, const std::string& cell, VariantDraft& variant) {
    const auto words = read_json<std::map<std::string, std::string>>(row, column, cell, R"({"size":"M"})");
    if (words) variant.choices.emplace(words->begin(), words->end());
  }

  // A whole number; some shops write 250.0.
  std::optional<int> read_count(const CsvRow& row, std::size_t column, std::string_view cell) {
    cell = text::trim(cell);
    if (cell.empty()) return std::nullopt;
    auto whole = cell;
    if (const auto dot = cell.find('.'); dot != std::string_view::npos) {
      if (cell.find_first_not_of('0', dot + 1) == std::string_view::npos) whole = cell.substr(0, dot);
    }
    const auto number = text::parse_int(whole);
    if (number && *number >= 0 && *number <= INT32_MAX) return static_cast<int>(*number);
    report(row, column, "type", "must be a whole number");
    return std::nullopt;
  }

  void read_price(const CsvRow& row, std::size_t column, std::string_view cell, VariantDraft& variant) {
    const auto& about = layout_.columns[column];
    if (about.field != Field::price && about.field != Field::compare_at) return;
    auto& price = variant.prices[about.currency];
    cell = text::trim(cell);
    if (cell.empty()) return;
    const auto amount = read_amount(cell, about.currency);
    if (!amount) return report(row, column, "format", "must be an amount like 19.90");
    // Shopify writes 0 where there is none.
    const bool is_none = about.field == Field::compare_at && *amount == 0;
    if (!is_none) (about.field == Field::price ? price.amount : price.compare_at) = amount;
  }

  void settle_size(const CsvRow& row, VariantDraft& variant) {
    const auto column = layout_.column_of(Field::length_mm);
    if (column == 0) return;
    const auto given = std::ranges::count_if(sizes_, [](const auto& size) { return size.has_value(); });
    variant.dimensions.emplace();
    if (given == 3) variant.dimensions->emplace(Dimensions{*sizes_[0], *sizes_[1], *sizes_[2]});
    if (given == 1 || given == 2) {
      report(row, static_cast<std::size_t>(column) - 1, "required", "length, width and height go together");
    }
    sizes_ = {};
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
  std::vector<std::string> option_names_;
  std::array<std::optional<int>, 3> sizes_;
  std::optional<bool> published_;
  bool is_plain_ = false;
};

}  // namespace

ProductDraft read_draft(const Layout& layout, std::span<const CsvRow> rows) {
  return Reading(layout, rows).run();
}

std::string code_from(std::string_view cell) {
  cell = text::trim(cell);
  if (cell.starts_with('\'')) cell.remove_prefix(1);
  return std::string(cell);
}

std::optional<std::int64_t> read_amount(std::string_view text, Currency currency) {
  const auto point = std::min(text.find_first_of(".,"), text.size());
  std::string digits(text.substr(0, point));
  std::string_view fraction = point == text.size() ? std::string_view() : text.substr(point + 1);
  const auto places = static_cast<std::size_t>(currency.minor_digits());
  while (fraction.size() > places && fraction.ends_with('0')) fraction.remove_suffix(1);
  if (digits.empty() || fraction.size() > places || digits.size() + places > 18) return std::nullopt;
  digits += fraction;
  digits.append(places - fraction.size(), '0');
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!std::ranges::all_of(digits, is_digit)) return std::nullopt;
  return text::parse_int(digits);
}

std::string write_amount(std::int64_t minor, Currency currency) {
  const auto places = static_cast<std::size_t>(currency.minor_digits());
  auto digits = std::to_string(minor);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - places, 1, '.');
  return digits;
}

std::string categories_text(const std::vector<CategoryPath>& paths) {
  if (paths.empty()) return {};
  std::vector<std::vector<StepText>> texts;
  for (const auto& path : paths) {
    auto& steps = texts.emplace_back();
    for (const auto& step : path) steps.push_back({step.slug, step.name});
  }
  return json::to_json(texts);
}

std::string tags_text(const std::vector<std::string>& tags) {
  return tags.empty() ? std::string() : json::to_json(tags);
}

std::string options_text(const std::vector<ProductOption>& options) {
  if (options.empty()) return {};
  std::vector<OptionView> views;
  for (const auto& option : options) views.push_back({option.name, option.choices});
  return json::to_json(views);
}

std::string choices_text(const Choices& choices) {
  return choices.empty() ? std::string()
                         : json::to_json(std::map<std::string, std::string>(choices.begin(), choices.end()));
}

std::string translations_text(const std::map<std::string, ProductTranslation>& translations) {
  if (translations.empty()) return {};
  std::map<std::string, TranslationTexts> texts;
  for (const auto& [locale, words] : translations) texts.emplace(locale, texts_of(words));
  return json::to_json(texts);
}

}  // namespace kontor::catalog
