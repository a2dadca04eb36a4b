#include "kernel/json/rule.hpp"

#include "kernel/core/check.hpp"
#include "kernel/json/format.hpp"
#include "kernel/json/json.hpp"

namespace kontor::json {

FieldRule& FieldRule::doc(std::string_view text) {
  doc_text = text;
  return *this;
}

FieldRule& FieldRule::optional() {
  is_optional = true;
  return *this;
}

FieldRule& FieldRule::omit_empty() {
  omits_empty = true;
  return *this;
}

FieldRule& FieldRule::secret() {
  is_secret = true;
  return *this;
}

FieldRule& FieldRule::length(std::size_t min, std::size_t max) {
  min_length = min;
  max_length = max;
  return *this;
}

FieldRule& FieldRule::range(long double min, long double max) {
  return at_least(min).at_most(max);
}

FieldRule& FieldRule::at_least(long double min) {
  minimum = min;
  return *this;
}

FieldRule& FieldRule::at_most(long double max) {
  maximum = max;
  return *this;
}

FieldRule& FieldRule::items(std::size_t min, std::size_t max) {
  min_items = min;
  max_items = max;
  return *this;
}

FieldRule& FieldRule::format(std::string_view name) {
  KONTOR_CHECK(find_format(name) != nullptr, "the format is one of those that reading can check");
  format_name = name;
  return *this;
}

FieldRule& FieldRule::one_of(std::vector<std::string> values) {
  allowed = std::move(values);
  return *this;
}

FieldRule& FieldRule::example(std::string_view text) {
  example_json.clear();
  write_string(example_json, text);
  return *this;
}

FieldRule& FieldRule::example(const Raw& json) {
  example_json = json.text;
  return *this;
}

FieldRule& FieldRule::example_number(double value) {
  example_json = to_json(value);
  return *this;
}

}  // namespace kontor::json
