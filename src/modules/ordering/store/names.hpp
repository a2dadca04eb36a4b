#pragma once

#include <string>
#include <string_view>

#include "kernel/json/json.hpp"

namespace kontor::ordering {

// The names of described enumerators, as they stand in columns.
template <class Enum>
std::string name_of(Enum value) {
  auto quoted = json::to_json(value);
  return quoted.substr(1, quoted.size() - 2);
}

// A name that this house wrote: another is a bug.
template <class Enum>
Enum value_named(std::string_view name) {
  return json::read<Enum>('"' + std::string(name) + '"').value();
}

}  // namespace kontor::ordering
