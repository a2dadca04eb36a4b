#include "kernel/json/assign.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "kernel/core/check.hpp"
#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "kernel/json/format.hpp"

namespace kontor::json::detail {

namespace {

Bounds bounds_of(const Type& type) {
  const int bits = type.bytes * 8;
  if (!type.is_signed) return {0, static_cast<long double>(std::numeric_limits<std::uint64_t>::max() >> (64 - bits))};
  const auto max = std::numeric_limits<std::int64_t>::max() >> (64 - bits);
  return {-static_cast<long double>(max) - 1, static_cast<long double>(max)};
}

bool within_rule(long double value, const FieldRule* rule) {
  if (rule == nullptr) return true;
  return !(rule->minimum && value < *rule->minimum) && !(rule->maximum && value > *rule->maximum);
}

// The low bytes of the value; it is known to fit. Little-endian, as every machine Kontor is built for.
void store_integer(const Type& type, void* target, std::uint64_t value) {
  std::memcpy(target, &value, type.bytes);
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string join(const std::vector<std::string>& words) {
  std::string joined;
  for (const auto& word : words) {
    if (!joined.empty()) joined += ", ";
    joined += word;
  }
  return joined;
}

Verdict not_allowed(std::string_view value, const std::vector<std::string>& allowed) {
  std::string detail = "must be one of " + join(allowed);
  if (const auto close = text::nearest(value, allowed)) detail += "; did you mean " + *close + '?';
  return Complaint{"not_allowed", std::move(detail)};
}

Verdict check_length(std::string_view value, const FieldRule& rule) {
  if (!rule.min_length && !rule.max_length) return {};
  const std::size_t length = characters(value);
  const std::size_t min = rule.min_length.value_or(0);
  const std::size_t max = rule.max_length.value_or(std::numeric_limits<std::size_t>::max());
  if (length >= min && length <= max) return {};
  if (length == 0 && min == 1) return Complaint{"length", "must not be empty"};
  return Complaint{"length", format("must have {} to {} characters, has {}", min, max, length)};
}

Verdict check_string(std::string_view value, const FieldRule* rule) {
  if (auto complaint = check_storable(value)) return complaint;
  if (rule == nullptr) return {};
  if (auto complaint = check_length(value, *rule)) return complaint;
  if (!rule->format_name.empty()) {
    const Format& wanted = *find_format(rule->format_name);
    if (!wanted.matches(value)) return Complaint{"format", "must be " + std::string(wanted.what)};
  }
  if (!rule->allowed.empty() && std::ranges::find(rule->allowed, value) == rule->allowed.end()) {
    return not_allowed(value, rule->allowed);
  }
  return {};
}

Verdict assign_enumerator(const Type& type, void* target, std::string_view value, const FieldRule* rule) {
  std::vector<std::string> allowed;
  for (const auto& one : type.enumerators) {
    const bool excluded =
        rule != nullptr && !rule->allowed.empty() && std::ranges::find(rule->allowed, one.name) == rule->allowed.end();
    if (excluded) continue;
    if (one.name == value) {
      store_integer(type, target, static_cast<std::uint64_t>(one.value));
      return {};
    }
    allowed.emplace_back(one.name);
  }
  return not_allowed(value, allowed);
}

std::string_view describe(const Type& type) {
  switch (type.kind) {
    case Kind::boolean:
      return "true or false";
    case Kind::integer:
      return "an integer";
    case Kind::number:
      return "a number";
    case Kind::list:
      return "a list";
    case Kind::map:
    case Kind::structure:
      return "an object";
    case Kind::optional:
      return describe(type.element());
    case Kind::string:
    case Kind::enumeration:
    case Kind::scalar:
    case Kind::raw:
      break;
  }
  return "a string";
}

}  // namespace

std::int64_t load_integer(const Type& type, const void* value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, value, type.bytes);
  if (!type.is_signed || type.bytes == 8) return static_cast<std::int64_t>(bits);
  const int unused = 64 - type.bytes * 8;
  return static_cast<std::int64_t>(bits << unused) >> unused;
}

std::string_view enumerator_name(const Type& type, const void* value) {
  const auto one = std::ranges::find(type.enumerators, load_integer(type, value), &Enumerator::value);
  KONTOR_CHECK(one != type.enumerators.end(), "an enum holds one of its described values");
  return one->name;
}

Complaint wrong_type(const Type& type, std::string_view found) {
  return {"type", format("must be {}, not {}", describe(type), found)};
}

Bounds effective_bounds(const Type& type, const FieldRule* rule) {
  Bounds bounds{std::numeric_limits<double>::lowest(), std::numeric_limits<double>::max()};
  if (type.kind == Kind::integer) bounds = bounds_of(type);
  if (rule != nullptr && rule->minimum) bounds.min = std::max(bounds.min, *rule->minimum);
  if (rule != nullptr && rule->maximum) bounds.max = std::min(bounds.max, *rule->maximum);
  return bounds;
}

Complaint out_of_range(const Type& type, const FieldRule* rule) {
  const Bounds bounds = effective_bounds(type, rule);
  if (type.kind == Kind::integer) return {"range", format("must be between {:.0f} and {:.0f}", bounds.min, bounds.max)};
  return {"range", format("must be between {:g} and {:g}", bounds.min, bounds.max)};
}

Verdict assign_boolean(const Type& type, void* target, bool value) {
  if (type.kind != Kind::boolean) return wrong_type(type, value ? "true" : "false");
  *static_cast<bool*>(target) = value;
  return {};
}

Verdict assign_signed(const Type& type, void* target, std::int64_t value, const FieldRule* rule) {
  if (value >= 0) return assign_unsigned(type, target, static_cast<std::uint64_t>(value), rule);
  if (type.kind == Kind::number) return assign_number(type, target, static_cast<double>(value), rule);
  if (type.kind != Kind::integer) return wrong_type(type, "a number");
  const auto wide = static_cast<long double>(value);
  if (wide < bounds_of(type).min || !within_rule(wide, rule)) return out_of_range(type, rule);
  store_integer(type, target, static_cast<std::uint64_t>(value));
  return {};
}

Verdict assign_unsigned(const Type& type, void* target, std::uint64_t value, const FieldRule* rule) {
  if (type.kind == Kind::number) return assign_number(type, target, static_cast<double>(value), rule);
  if (type.kind != Kind::integer) return wrong_type(type, "a number");
  const auto wide = static_cast<long double>(value);
  if (wide > bounds_of(type).max || !within_rule(wide, rule)) return out_of_range(type, rule);
  store_integer(type, target, value);
  return {};
}

Verdict assign_number(const Type& type, void* target, double value, const FieldRule* rule) {
  if (type.kind != Kind::number) return wrong_type(type, "a number");
  if (!within_rule(value, rule)) return out_of_range(type, rule);
  *static_cast<double*>(target) = value;
  return {};
}

Verdict assign_string(const Type& type, void* target, std::string&& value, const FieldRule* rule) {
  if (type.kind == Kind::enumeration) return assign_enumerator(type, target, value, rule);
  if (type.kind != Kind::string && type.kind != Kind::scalar) return wrong_type(type, "a string");
  if (auto complaint = check_string(value, rule)) return complaint;
  if (type.kind == Kind::string) {
    *static_cast<std::string*>(target) = std::move(value);
  } else if (!type.scalar.parse(value, target)) {
    return Complaint{"format", "must be " + type.scalar.what};
  }
  return {};
}

Verdict check_storable(std::string_view text) {
  if (text.find('\0') == std::string_view::npos) return {};
  return Complaint{"format", "must not contain the character U+0000"};
}

Verdict check_items(std::size_t count, const FieldRule& rule) {
  const std::size_t min = rule.min_items.value_or(0);
  const std::size_t max = rule.max_items.value_or(std::numeric_limits<std::size_t>::max());
  if (count >= min && count <= max) return {};
  if (!rule.max_items) return Complaint{"items", format("must have at least {} items, has {}", min, count)};
  return Complaint{"items", format("must have {} to {} items, has {}", min, max, count)};
}

}  // namespace kontor::json::detail
