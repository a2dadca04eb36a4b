#pragma once

#include <nlohmann/json.hpp>
#include <string>

// Checks a value against a schema of those keywords of JSON Schema 2020-12 that Kontor writes; `document` is what
// references point into. The first mistake with its pointer, empty when the value is valid. A keyword that it does not
// know is a mistake too, so that nothing goes unchecked.
std::string schema_mistake(const nlohmann::json& schema, const nlohmann::json& value, const nlohmann::json& document,
                           const std::string& pointer = "");
