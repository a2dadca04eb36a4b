#include "kernel/config/reference.hpp"

#include <algorithm>
#include <cmath>

#include "kernel/config/keys.hpp"
#include "kernel/config/toml.hpp"
#include "kernel/core/format.hpp"
#include "kernel/json/text_value.hpp"

namespace kontor::config {

namespace {

const json::Type& held(const json::Type& type) {
  return type.kind == json::Kind::optional ? held(type.element()) : type;
}

bool is_quoted(const json::Type& type) {
  return type.kind != json::Kind::boolean && type.kind != json::Kind::integer && type.kind != json::Kind::number;
}

std::string item_text(const json::Type& type, const void* value) {
  std::string text;
  json::value_to_text(type, value, text);
  return is_quoted(type) ? toml_string(text) : text;
}

std::string list_text(const json::Type& type, const void* list) {
  std::string text = "[";
  const auto* at = static_cast<const std::byte*>(type.list.data(list));
  for (std::size_t i = 0; i < type.list.size(list); ++i, at += type.list.stride) {
    if (i > 0) text += ", ";
    text += item_text(type.element(), at);
  }
  return text + ']';
}

// Empty for an empty optional.
std::string value_text(const json::Type& type, const void* value) {
  if (type.kind == json::Kind::list) return list_text(type, value);
  if (type.kind != json::Kind::optional) return item_text(type, value);
  const void* inner = type.optional.get(value);
  return inner == nullptr ? "" : value_text(type.element(), inner);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string number_text(long double number) {
  return number == std::floor(number) ? format("{:.0f}", number) : format("{:g}", number);
}

// What may stand there, as far as a rule says it.
std::string choices(const Key& key) {
  const json::Type& type = held(*key.type);
  std::vector<std::string> allowed = key.rule->allowed;
  if (allowed.empty()) {
    for (const auto& one : type.enumerators) allowed.emplace_back(one.name);
  }
  if (!allowed.empty()) return "one of " + joined(allowed);
  const auto min = key.rule->minimum;
  const auto max = key.rule->maximum;
  if (min && max) return number_text(*min) + " to " + number_text(*max);
  if (min) return "at least " + number_text(*min);
  return max ? "at most " + number_text(*max) : "";
}

std::string comment(const Key& key) {
  const std::string range = choices(key);
  const std::string& doc = key.rule->doc_text;
  if (doc.empty() && range.empty()) return "";
  if (doc.empty()) return format("# {}\n", range);
  return range.empty() ? format("# {}\n", doc) : format("# {} ({})\n", doc, range);
}

std::string section_of(const Key& key) {
  const auto dot = key.name.rfind('.');
  return dot == std::string::npos ? "" : key.name.substr(0, dot);
}

std::string assignment(const Key& key) {
  const std::string name = key.name.substr(key.name.rfind('.') + 1);
  const std::string value = value_text(*key.type, key.target);
  return value.empty() ? format("# {} =\n", name) : format("{} = {}\n", name, value);
}

}  // namespace

std::string render_reference(const json::Type& settings) {
  const auto defaults = settings.make_default();
  // keys_of hands out places to write to; here they are only read.
  const auto keys = keys_of(settings, const_cast<void*>(defaults.get()));
  std::vector<std::string> sections = {""};  // what stands in no section comes first
  for (const Key& key : keys) {
    if (std::ranges::find(sections, section_of(key)) == sections.end()) sections.push_back(section_of(key));
  }
  std::string text;
  for (const auto& section : sections) {
    if (!section.empty()) text += format("{}[{}]\n", text.empty() ? "" : "\n", section);
    for (const Key& key : keys) {
      if (section_of(key) == section) text += comment(key) + assignment(key);
    }
  }
  return text;
}

}  // namespace kontor::config
