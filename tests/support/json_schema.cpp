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
  Check(const json& schema, const json& value, const json& document, const std::string& pointer)
      : schema_(schema), value_(value), document_(document), pointer_(pointer) {}

  std::string mistake() const {
    if (const auto unknown = unknown_keyword(); !unknown.empty()) return pointer_ + ": unknown keyword " + unknown;
    for (const auto& found : {general(), numbers(), strings(), lists(), objects()}) {
      if (!found.empty()) return found;
    }
    return "";
  }

 private:
  std::string unknown_keyword() const {
    static const std::set<std::string> known = {
        "$ref",          "anyOf",         "type",      "enum",       "format",   "pattern",
        "minimum",       "maximum",       "minLength", "maxLength",  "minItems", "maxItems",
        "minProperties", "maxProperties", "items",     "properties", "required", "additionalProperties",
        "description",   "default",       "examples",  "writeOnly"};
    for (const auto& item : schema_.items()) {
      if (!known.contains(item.key())) return item.key();
    }
    return "";
  }

  std::string wrong(const std::string& keyword) const {
    return pointer_ + ": " + value_.dump() + " against " + keyword + ' ' + schema_.at(keyword).dump();
  }

  std::string inner(const json& schema, const json& value, const std::string& step) const {
    return schema_mistake(schema, value, document_, pointer_ + step);
  }

  std::string general() const {
    if (schema_.contains("$ref")) {
      const std::string reference = schema_.at("$ref");
      return inner(document_.at(json::json_pointer(reference.substr(1))), value_, "");
    }
    if (schema_.contains("anyOf")) {
      const auto fits = [&](const json& one) { return inner(one, value_, "").empty(); };
      if (!std::ranges::any_of(schema_.at("anyOf"), fits)) return wrong("anyOf");
    }
    if (schema_.contains("type") && !has_one_type(value_, schema_.at("type"))) return wrong("type");
    const auto is_value = [&](const json& one) { return one == value_; };
    if (schema_.contains("enum") && std::ranges::none_of(schema_.at("enum"), is_value)) return wrong("enum");
    return "";
  }

  std::string numbers() const {
    if (!value_.is_number()) return "";
    if (schema_.contains("minimum") && value_ < schema_.at("minimum")) return wrong("minimum");
    if (schema_.contains("maximum") && value_ > schema_.at("maximum")) return wrong("maximum");
    return "";
  }

  std::string count(std::size_t size, const char* least, const char* most) const {
    if (schema_.contains(least) && size < schema_.at(least)) return wrong(least);
    if (schema_.contains(most) && size > schema_.at(most)) return wrong(most);
    return "";
  }

  std::string strings() const {
    if (!value_.is_string()) return "";
    const std::string text = value_;
    if (schema_.contains("pattern") && !std::regex_search(text, std::regex(schema_.at("pattern").get<std::string>()))) {
      return wrong("pattern");
    }
    return count(characters(text), "minLength", "maxLength");
  }

  std::string lists() const {
    if (!value_.is_array()) return "";
    for (std::size_t i = 0; schema_.contains("items") && i < value_.size(); ++i) {
      const auto found = inner(schema_.at("items"), value_[i], '/' + std::to_string(i));
      if (!found.empty()) return found;
    }
    return count(value_.size(), "minItems", "maxItems");
  }

  std::string objects() const {
    if (!value_.is_object()) return "";
    for (const auto& name : schema_.value("required", json::array())) {
      if (!value_.contains(name)) return pointer_ + ": lacks " + name.get<std::string>();
    }
    const json properties = schema_.value("properties", json::object());
    const json others = schema_.value("additionalProperties", json(true));
    for (const auto& item : value_.items()) {
      const bool is_named = properties.contains(item.key());
      if (!is_named && others == json(false)) return pointer_ + ": has " + item.key();
      const json& schema = is_named ? properties.at(item.key()) : others;
      if (schema.is_boolean()) continue;
      const auto found = inner(schema, item.value(), '/' + item.key());
      if (!found.empty()) return found;
    }
    return count(value_.size(), "minProperties", "maxProperties");
  }

  const json& schema_;
  const json& value_;
  const json& document_;
  const std::string& pointer_;
};

}  // namespace

std::string schema_mistake(const json& schema, const json& value, const json& document, const std::string& pointer) {
  return Check(schema, value, document, pointer).mistake();
}
