#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "kernel/json/type.hpp"

// One value as plain text, outside JSON: parameters, configuration, SQL arguments.
namespace kontor::json {

struct TextProblem {
  std::string code;  // as in FieldProblem
  std::string detail;
};

// Text to value, checked like JSON: booleans are true or false, strings stand without quotes, lists are
// comma-separated. Structures, maps and Raw have no such text and are a bug here. `rule` may be null. On a problem the
// target is unspecified but valid.
std::optional<TextProblem> value_from_text(const Type& type, void* target, std::string_view text,
                                           const FieldRule* rule = nullptr);

// The elements of a list (or of an optional one), each as it stands.
std::optional<TextProblem> list_from_texts(const Type& type, void* target, std::span<const std::string_view> texts,
                                           const FieldRule* rule = nullptr);

// Appends; the inverse. An empty optional is the empty text.
void value_to_text(const Type& type, const void* value, std::string& out);

// Whether a value of this type has such a text.
bool has_text(const Type& type);

}  // namespace kontor::json
