#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/catalog/domain/product.hpp"

namespace kontor::catalog {

enum class AttributeKind { text, number, boolean, enumeration };
std::string_view to_string(AttributeKind kind);  // "enum" for the last
std::optional<AttributeKind> parse_attribute_kind(std::string_view text);

// What the values of an attribute may be. An attribute without a definition is a text of any words.
struct AttributeDefinition {
  std::string code;
  std::string name;
  AttributeKind kind = AttributeKind::text;
  bool facet = false;
  std::vector<std::string> choices;  // of an enumeration
  std::optional<double> minimum;     // of a number
  std::optional<double> maximum;
  std::optional<int> max_length;  // of a text, in bytes
  std::int64_t version = 1;
};
using AttributeDefinitions = std::map<std::string, AttributeDefinition, std::less<>>;

// Lower-case words joined by underscores; none ends in _min or _max, which filters use.
bool is_attribute_code(std::string_view text);

// What a definition contradicts itself in, with pointers into its body.
std::vector<FieldProblem> mistakes_of(const AttributeDefinition& definition);

// Why the value is none of this attribute; the pointer is left to the caller.
std::optional<FieldProblem> mistake_of(const AttributeValue& value, const AttributeDefinition& definition);

// The value of a number; nullopt for what no double can hold.
std::optional<double> number_of(const AttributeValue& value);

}  // namespace kontor::catalog
