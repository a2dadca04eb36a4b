#include "modules/catalog/domain/attribute.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>

#include "modules/catalog/domain/slug.hpp"

namespace kontor::catalog {

namespace {

using Kind = AttributeValue::Kind;

constexpr std::array<std::string_view, 4> kKinds{"text", "number", "boolean", "enum"};
constexpr std::size_t kMaxChoices = 500;

Kind value_kind_of(AttributeKind kind) {
  switch (kind) {
    case AttributeKind::number:
      return Kind::number;
    case AttributeKind::boolean:
      return Kind::boolean;
    case AttributeKind::text:
    case AttributeKind::enumeration:
      break;
  }
  return Kind::text;
}

FieldProblem mistake(std::string code, std::string detail) {
  return {"", std::move(code), std::move(detail)};
}

std::optional<FieldProblem> mistake_of_number(double value, const AttributeDefinition& definition) {
  if (definition.minimum && value < *definition.minimum) return mistake("range", "is below the attribute's minimum");
  if (definition.maximum && value > *definition.maximum) return mistake("range", "is above the attribute's maximum");
  return std::nullopt;
}

}  // namespace

std::string_view to_string(AttributeKind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}

std::optional<AttributeKind> parse_attribute_kind(std::string_view text) {
  const auto* found = std::ranges::find(kKinds, text);
  if (found == kKinds.end()) return std::nullopt;
  return static_cast<AttributeKind>(found - kKinds.begin());
}

bool is_attribute_code(std::string_view text) {
  if (text.ends_with("_min") || text.ends_with("_max") || text.size() > 100) return false;
  std::string as_slug(text);
  if (text.find('-') != std::string_view::npos) return false;
  std::ranges::replace(as_slug, '_', '-');
  return is_slug(as_slug);
}

std::vector<FieldProblem> mistakes_of(const AttributeDefinition& definition) {
  std::vector<FieldProblem> problems;
  const bool is_enum = definition.kind == AttributeKind::enumeration;
  if (!is_attribute_code(definition.code)) {
    problems.push_back(
        {"/code", "format", "must be lower-case words joined by _, and end neither in _min nor in _max"});
  }
  if (is_enum && definition.choices.empty()) problems.push_back({"/choices", "required", "an enum has choices"});
  if (!is_enum && !definition.choices.empty())
    problems.push_back({"/choices", "not_allowed", "only an enum has choices"});
  if (definition.choices.size() > kMaxChoices) problems.push_back({"/choices", "items", "at most 500 choices"});
  const std::set<std::string> unique(definition.choices.begin(), definition.choices.end());
  if (unique.size() != definition.choices.size()) problems.push_back({"/choices", "duplicate", "names a choice twice"});
  if (definition.kind != AttributeKind::number && (definition.minimum || definition.maximum)) {
    problems.push_back({definition.minimum ? "/minimum" : "/maximum", "not_allowed", "only a number has bounds"});
  }
  if (definition.minimum && definition.maximum && *definition.minimum > *definition.maximum) {
    problems.push_back({"/maximum", "range", "must not be below the minimum"});
  }
  if (definition.max_length && definition.kind != AttributeKind::text) {
    problems.push_back({"/max_length", "not_allowed", "only a text has a longest length"});
  }
  return problems;
}

std::optional<FieldProblem> mistake_of(const AttributeValue& value, const AttributeDefinition& definition) {
  if (value.kind != value_kind_of(definition.kind)) {
    return mistake("type", "must be a value of kind " + std::string(to_string(definition.kind)));
  }
  switch (definition.kind) {
    case AttributeKind::text:
      if (definition.max_length && value.text.size() > static_cast<std::size_t>(*definition.max_length)) {
        return mistake("length", "is longer than the attribute allows");
      }
      return std::nullopt;
    case AttributeKind::enumeration:
      if (std::ranges::find(definition.choices, value.text) != definition.choices.end()) return std::nullopt;
      return mistake("not_allowed", "is none of the attribute's choices");
    case AttributeKind::number:
      return mistake_of_number(number_of(value).value_or(0), definition);
    case AttributeKind::boolean:
      break;
  }
  return std::nullopt;
}

std::optional<double> number_of(const AttributeValue& value) {
  double number = 0;
  const auto* end = value.text.data() + value.text.size();
  const auto read = std::from_chars(value.text.data(), end, number);
  if (value.kind != Kind::number || read.ec != std::errc() || read.ptr != end || !std::isfinite(number)) {
    return std::nullopt;
  }
  return number;
}

}  // namespace kontor::catalog
