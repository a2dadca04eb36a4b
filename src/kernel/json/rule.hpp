#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace kontor::json {

struct Raw;

// What is said about one member beyond its type; what is not said is not checked. On a list or a map, everything but
// `items` is about each element.
struct FieldRule {
  std::string doc_text;
  bool is_optional = false;
  bool omits_empty = false;
  bool is_secret = false;
  std::optional<std::size_t> min_length;
  std::optional<std::size_t> max_length;
  std::optional<long double> minimum;  // holds every 64-bit integer exactly
  std::optional<long double> maximum;
  std::optional<std::size_t> min_items;
  std::optional<std::size_t> max_items;
  std::string format_name;
  std::vector<std::string> allowed;
  std::string example_json;

  FieldRule& doc(std::string_view text);
  // May be missing; then the value of a default-constructed struct stands. (A std::optional needs no rule for that.)
  FieldRule& optional();
  // Written only when not empty; without it an empty std::optional is written as null.
  FieldRule& omit_empty();
  // Masked in configuration listings, write-only in schemas.
  FieldRule& secret();
  // In characters (code points), not bytes.
  FieldRule& length(std::size_t min, std::size_t max);
  FieldRule& range(long double min, long double max);
  FieldRule& at_least(long double min);
  FieldRule& at_most(long double max);
  FieldRule& items(std::size_t min, std::size_t max);
  // email, uri, date or slug; checked when read.
  FieldRule& format(std::string_view name);
  FieldRule& one_of(std::vector<std::string> values);
  FieldRule& example(std::string_view text);
  FieldRule& example(const char* text) { return example(std::string_view(text)); }
  FieldRule& example(const Raw& json);
  template <class Number>
  requires std::is_arithmetic_v<Number> FieldRule& example(Number value) {
    if constexpr (std::is_same_v<Number, bool>) {
      example_json = value ? "true" : "false";
    } else if constexpr (std::is_integral_v<Number>) {
      example_json = std::to_string(value);
    } else {
      return example_number(value);
    }
    return *this;
  }

 private:
  FieldRule& example_number(double value);
};

}  // namespace kontor::json
