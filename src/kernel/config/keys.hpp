#pragma once

#include <string>
#include <vector>

#include "kernel/json/type.hpp"

namespace kontor::config {

// One value of the settings.
struct Key {
  std::string name;         // http.listen
  std::string environment;  // KONTOR_HTTP_LISTEN
  const json::Type* type;
  const json::FieldRule* rule;
  void* target;
};

// All values of a described struct of sections, in the order of the description; a section may have parts, to any
// depth. A member that has no text (a map, a list of structs) or two keys with one variable are bugs here.
std::vector<Key> keys_of(const json::Type& settings, void* object);

}  // namespace kontor::config
