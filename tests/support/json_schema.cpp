#include "support/json_schema.hpp"

#include <algorithm>
#include <regex>
#include <set>

using nlohmann::json;

namespace {

bool has_type(const json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  if (type == "integer") return value.is_number_integer();
  return type == "number" && value.is_number();
}

bool has_one_type(const json& value, const json& types) {
  if (types.is_string()) return has_type(value, types);
  return std::ranges::any_of(types, [&](const json& type) { return has_type(value, type); });
}

std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

class Check {
 public:
  Check(const json& document, std::vector<std::string>& mistakes) : document_(document), mistakes_(mistakes) {}

  void check(const json& schema, const json& value, const std::string& pointer) {
    check_keywords(schema, pointer);
    if (schema.contains("$ref")) {
      const std::string reference = schema.at("$ref");
      return check(document_.at(json::json_pointer(reference.substr(1))), value, pointer);
    }
    check_choices(schema, value, pointer);
    if (value.is_number()) check_bounds(schema, value, "minimum", "maximum", pointer);
    if (value.is_string()) check_text(schema, value, pointer);
    if (value.is_array()) check_list(schema, value, pointer);
    if (value.is_object()) check_object(schema, value, pointer);
  }

 private:
  void complain(const std::string& pointer, const std::string& what) { mistakes_.push_back(pointer + ": " + what); }

  void check_keywords(const json& schema, const std::string& pointer) {
    static const std::set<std::string> known = {
        "$ref",          "anyOf",         "type",      "enum",       "format",   "pattern",
        "minimum",       "maximum",       "minLength", "maxLength",  "minItems", "maxItems",
        "minProperties", "maxProperties", "items",     "properties", "required", "additionalProperties",
        "description",   "default",       "examples",  "writeOnly"};
    for (const auto& item : schema.items()) {
      if (!known.contains(item.key())) complain(pointer, "unknown keyword " + item.key());
    }
  }

  void check_choices(const json& schema, const json& value, const std::string& pointer) {
    const auto fits = [&](const json& one) { return schema_mistakes(one, value, document_).empty(); };
    const auto against = [&](const char* keyword) {
      complain(pointer, value.dump() + " against " + keyword + ' ' + schema.at(keyword).dump());
    };
    if (schema.contains("anyOf") && std::ranges::none_of(schema.at("anyOf"), fits)) against("anyOf");
    if (schema.contains("type") && !has_one_type(value, schema.at("type"))) against("type");
    const auto is_value = [&](const json& one) { return one == value; };
    if (schema.contains("enum") && std::ranges::none_of(schema.at("enum"), is_value)) against("enum");
  }

  void check_bounds(const json& schema, const json& number, const char* least, const char* most,
                    const std::string& pointer) {
    if (schema.contains(least) && number < schema.at(least)) complain(pointer, number.dump() + " is below " + least);
    if (schema.contains(most) && number > schema.at(most)) complain(pointer, number.dump() + " is above " + most);
  }

  void check_text(const json& schema, const std::string& text, const std::string& pointer) {
    if (schema.contains("pattern") && !std::regex_search(text, std::regex(schema.at("pattern").get<std::string>()))) {
      complain(pointer, '"' + text + "\" does not match the pattern");
    }
    check_bounds(schema, characters(text), "minLength", "maxLength", pointer);
  }

  void check_list(const json& schema, const json& list, const std::string& pointer) {
    for (std::size_t i = 0; schema.contains("items") && i < list.size(); ++i) {
      check(schema.at("items"), list[i], pointer + '/' + std::to_string(i));
    }
    check_bounds(schema, list.size(), "minItems", "maxItems", pointer);
  }

  void check_object(const json& schema, const json& object, const std::string& pointer) {
    for (const auto& name : schema.value("required", json::array())) {
      if (!object.contains(name)) complain(pointer, "lacks " + name.get<std::string>());
    }
    const json properties = schema.value("properties", json::object());
    const json others = schema.value("additionalProperties", json(true));
    for (const auto& item : object.items()) {
      const bool is_named = properties.contains(item.key());
      if (!is_named && others == json(false)) complain(pointer, "has " + item.key());
      const json& rule = is_named ? properties.at(item.key()) : others;
      if (!rule.is_boolean()) check(rule, item.value(), pointer + '/' + item.key());
    }
    check_bounds(schema, object.size(), "minProperties", "maxProperties", pointer);
  }

  const json& document_;
  std::vector<std::string>& mistakes_;
};

}  // namespace

std::vector<std::string> schema_mistakes(const json& schema, const json& value, const json& document) {
  std::vector<std::string> mistakes;
  Check(document, mistakes).check(schema, value, "");
  return mistakes;
}
