#include "modules/catalog/transfer/cells.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"
#include "kernel/json/json.hpp"
#include "modules/catalog/http/views.hpp"
#include "modules/catalog/store/translation_json.hpp"

namespace kontor::catalog {

void CellReader::report(const CsvRow& row, std::size_t column, std::string code, std::string detail) {
  mistakes_.push_back({row.line, static_cast<int>(column) + 1, std::move(code), std::move(detail)});
}

std::optional<Timestamp> CellReader::moment(const CsvRow& row, std::size_t column, std::string_view cell) {
  cell = text::trim(cell);
  if (cell.empty()) return std::nullopt;
  const auto moment = parse_timestamp(cell);
  if (!moment) report(row, column, "format", "must be a time like 2026-03-01T09:30:00Z");
  return moment;
}

std::optional<int> CellReader::count(const CsvRow& row, std::size_t column, std::string_view cell) {
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

bool CellReader::has_nul(const CsvRow& row, std::size_t column, const std::string& cell) {
  if (cell.find("\\u0000") == std::string::npos) return false;
  report(row, column, "character", "holds a NUL character");
  return true;
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
