#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

// Checks a value against a schema of those keywords of JSON Schema 2020-12 that Kontor writes; `document` is what
// references point into. Every mistake with its pointer, none when the value is valid. A keyword that it does not know
// is a mistake too, so that nothing goes unchecked.
std::vector<std::string> schema_mistakes(const nlohmann::json& schema, const nlohmann::json& value,
                                         const nlohmann::json& document);
