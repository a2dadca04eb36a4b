#include "schema_check.hpp"

#include <algorithm>

namespace kontor::http::test {
namespace {

using Json = nlohmann::json;

bool is_of_type(const Json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_boolean();
  return type == "null" && value.is_null();
}

std::size_t code_points(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

class Judge {
 public:
  explicit Judge(const Json& document) : document_(document) {}

  void judge(const Json& schema, const Json& value, const std::string& at) {
    if (schema.contains("$ref")) {
      const auto reference = schema["$ref"].get<std::string>();
      judge(document_.at(Json::json_pointer(reference.substr(1))), value, at);
    }
    judge_type(schema, value, at);
    judge_choices(schema, value, at);
    if (value.is_object()) judge_object(schema, value, at);
    if (value.is_array()) judge_array(schema, value, at);
    if (value.is_string()) judge_bounds(schema, code_points(value), "minLength", "maxLength", at);
    if (value.is_number()) judge_bounds(schema, value.get<double>(), "minimum", "maximum", at);
  }

  std::vector<std::string> found;

 private:
  void report(const std::string& at, const std::string& what) {
    found.push_back((at.empty() ? "/" : at) + ": " + what);
  }

  bool fits(const Json& schema, const Json& value) const {
    Judge other(document_);
    other.judge(schema, value, "");
    return other.found.empty();
  }

  void judge_type(const Json& schema, const Json& value, const std::string& at) {
    if (!schema.contains("type")) return;
    const Json types = schema["type"].is_array() ? schema["type"] : Json::array({schema["type"]});
    const bool fitting =
        std::any_of(types.begin(), types.end(), [&](const Json& type) { return is_of_type(value, type); });
    if (!fitting) report(at, "is not of type " + types.dump());
  }

  void judge_choices(const Json& schema, const Json& value, const std::string& at) {
    const auto fitting = [&](const char* keyword) {
      return std::count_if(schema[keyword].begin(), schema[keyword].end(),
                           [&](const Json& one) { return fits(one, value); });
    };
    if (schema.contains("anyOf") && fitting("anyOf") == 0) report(at, "fits none of anyOf");
    if (schema.contains("oneOf") && fitting("oneOf") != 1) report(at, "does not fit exactly one of oneOf");
    if (schema.contains("const") && value != schema["const"]) report(at, "is not the constant");
    if (schema.contains("enum")) {
      const auto& allowed = schema["enum"];
      if (std::find(allowed.begin(), allowed.end(), value) == allowed.end())
        report(at, "is not one of " + allowed.dump());
    }
    for (const auto& part : schema.value("allOf", Json::array())) judge(part, value, at);
  }

  void judge_object(const Json& schema, const Json& value, const std::string& at) {
    const Json properties = schema.value("properties", Json::object());
    for (const auto& name : schema.value("required", Json::array())) {
      if (!value.contains(name.get<std::string>())) report(at, "lacks " + name.dump());
    }
    const Json rest = schema.value("additionalProperties", Json(true));
    for (const auto& [name, member] : value.items()) {
      if (properties.contains(name)) {
        judge(properties[name], member, at + '/' + name);
      } else if (rest.is_object()) {
        judge(rest, member, at + '/' + name);
      } else if (rest == false) {
        report(at, "may not have " + name);
      }
    }
  }

  void judge_array(const Json& schema, const Json& value, const std::string& at) {
    judge_bounds(schema, value.size(), "minItems", "maxItems", at);
    if (!schema.contains("items")) return;
    for (std::size_t i = 0; i < value.size(); ++i) judge(schema["items"], value[i], at + '/' + std::to_string(i));
  }

  template <class Number>
  void judge_bounds(const Json& schema, Number number, const char* lower, const char* upper, const std::string& at) {
    if (schema.contains(lower) && static_cast<double>(number) < schema[lower].get<double>()) report(at, lower);
    if (schema.contains(upper) && static_cast<double>(number) > schema[upper].get<double>()) report(at, upper);
  }

  const Json& document_;
};

}  // namespace

std::vector<std::string> violations(const Json& document, const Json& schema, const Json& value) {
  Judge judge(document);
  judge.judge(schema, value, "");
  return judge.found;
}

std::vector<std::pair<std::string, Json>> media_types_of(const Json& document) {
  std::vector<std::pair<std::string, Json>> found;
  const auto take = [&](const std::string& place, const Json& holder) {
    const Json content = holder.value("content", Json::object());
    for (const auto& [type, media] : content.items()) found.emplace_back(place + ' ' + type, media);
  };
  for (const auto& [path, methods] : document["paths"].items()) {
    for (const auto& [method, operation] : methods.items()) {
      const auto place = method + ' ' + path;
      if (operation.contains("requestBody")) take(place + " body", operation["requestBody"]);
      for (const auto& [status, answer] : operation["responses"].items()) take(place + ' ' + status, answer);
    }
  }
  return found;
}

std::vector<Json> examples_of(const Json& media) {
  std::vector<Json> examples;
  if (media.contains("example")) examples.push_back(media["example"]);
  const Json named = media.value("examples", Json::object());
  for (const auto& [name, example] : named.items()) examples.push_back(example["value"]);
  return examples;
}

}  // namespace kontor::http::test
