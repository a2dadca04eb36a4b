#pragma once

#include <string>
#include <string_view>

#include "kernel/core/check.hpp"
#include "kernel/db/param.hpp"
#include "kernel/db/rows.hpp"
#include "kernel/json/json.hpp"

// Described values in jsonb and text columns. What stands there was written by this module; what cannot be read is a
// bug.
namespace kontor::shipping {

template <class T>
db::JsonText column_text(const T& value) {
  return {json::to_json(value)};
}

template <class T>
T read_column(const db::Row& row, std::string_view column) {
  auto value = json::read<T>(row.get<db::JsonText>(column).text, {.unknown = json::Unknown::ignore});
  KONTOR_CHECK(value, "a column holds what was written");
  return *std::move(value);
}

// The enumerator's name.
template <class E>
std::string enum_text(E value) {
  const auto quoted = json::to_json(value);
  return quoted.substr(1, quoted.size() - 2);
}

template <class E>
E enum_column(const db::Row& row, std::string_view column) {
  const auto value = json::read<E>('"' + row.get<std::string>(column) + '"');
  KONTOR_CHECK(value, "a column holds one of the names");
  return *value;
}

}  // namespace kontor::shipping
