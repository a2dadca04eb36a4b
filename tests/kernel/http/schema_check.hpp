#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace kontor::http::test {

// Enough of JSON Schema 2020-12 to judge the examples of an OpenAPI document: $ref, type, enum, const, anyOf, oneOf,
// allOf, properties, required, additionalProperties, items and the bounds. Gives one line for each violation.
std::vector<std::string> violations(const nlohmann::json& document, const nlohmann::json& schema,
                                    const nlohmann::json& value);

// Each media type object of the document's bodies and answers, with where it was found.
std::vector<std::pair<std::string, nlohmann::json>> media_types_of(const nlohmann::json& document);

// `example` and the values of `examples`.
std::vector<nlohmann::json> examples_of(const nlohmann::json& media);

}  // namespace kontor::http::test
