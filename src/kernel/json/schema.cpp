#include "kernel/json/schema.hpp"

#include <algorithm>

#include "kernel/json/assign.hpp"
#include "kernel/json/format.hpp"
#include "kernel/json/json.hpp"

namespace kontor::json {

namespace {

// Money is described by its parts.
const Type& canonical(const Type& type) {
  return type.parts.parts == nullptr ? type : type.parts.parts();
}

const Type& held(const Type& type) {
  return type.kind == Kind::optional ? held(type.element()) : type;
}

void write_type_keyword(Writer& out, std::string_view name, bool nullable) {
  out.key("type");
  if (!nullable) {
    out.value(name);
    return;
  }
  out.begin_array().value(name).value("null").end_array();
}

void write_number(Writer& out, std::string_view keyword, const Type& type, long double number) {
  out.key(keyword);
  if (type.kind == Kind::number) {
    out.value(static_cast<double>(number));
  } else if (number < 0) {
    out.value(static_cast<std::int64_t>(number));
  } else {
    out.value(static_cast<std::uint64_t>(number));
  }
}

// Of integers always: no type is as wide as a JSON number.
void write_bounds(Writer& out, const Type& type, const FieldRule* rule) {
  const detail::Bounds bounds = detail::effective_bounds(type, rule);
  const bool whole = type.kind == Kind::integer;
  if (whole || (rule != nullptr && rule->minimum)) write_number(out, "minimum", type, bounds.min);
  if (whole || (rule != nullptr && rule->maximum)) write_number(out, "maximum", type, bounds.max);
}

void write_enum(Writer& out, const std::vector<std::string>& allowed, bool nullable) {
  out.key("enum").begin_array();
  for (const auto& value : allowed) out.value(value);
  if (nullable) out.value(nullptr);
  out.end_array();
}

void write_string_keywords(Writer& out, const FieldRule& rule, bool nullable) {
  if (rule.min_length) out.field("minLength", *rule.min_length);
  if (rule.max_length) out.field("maxLength", *rule.max_length);
  if (!rule.format_name.empty()) {
    const Format& format = *find_format(rule.format_name);
    if (!format.keyword.empty()) out.field("format", format.keyword);
    if (!format.pattern.empty()) out.field("pattern", format.pattern);
  }
  if (!rule.allowed.empty()) write_enum(out, rule.allowed, nullable);
}

void write_scalar_keywords(Writer& out, const ScalarAccess& scalar) {
  if (!scalar.format.empty()) out.field("format", scalar.format);
  if (!scalar.pattern.empty()) out.field("pattern", scalar.pattern);
}

void write_enumeration_keywords(Writer& out, const Type& type, const FieldRule* rule, bool nullable) {
  std::vector<std::string> names;
  for (const auto& one : type.enumerators) names.emplace_back(one.name);
  write_enum(out, rule != nullptr && !rule->allowed.empty() ? rule->allowed : names, nullable);
}

void write_default(Writer& out, const Type& structure, const Member& member) {
  if (member.required() || member.rule.is_secret || structure.make_default == nullptr) return;
  const auto object = structure.make_default();
  std::string text;
  detail::write(member.type(), member.at(object.get()), text);
  if (text != "null") out.key("default").raw(text);
}

void write_annotations(Writer& out, const Type& structure, const Member& member, Use use) {
  const FieldRule& rule = member.rule;
  if (!rule.doc_text.empty()) out.field("description", rule.doc_text);
  if (use == Use::request) write_default(out, structure, member);
  if (rule.is_secret) out.field("writeOnly", true);
  if (!rule.example_json.empty()) {
    out.key("examples").begin_array();
    write_example(out, member.type(), &rule);
    out.end_array();
  }
}

bool is_required(const Member& member, Use use) {
  switch (use) {
    case Use::request:
      return member.required();
    case Use::response:
      return !member.rule.omits_empty;
    case Use::message:
      return member.required() && !member.rule.omits_empty;
  }
  return true;
}

}  // namespace

std::string Schemas::free_name(const Type& structure) const {
  if (!components_.contains(structure.name)) return structure.name;
  std::string name;  // another struct of this name came first: kontor::search::Product becomes kontor.search.Product
  for (const char c : structure.qualified_name) {
    if (c != ':') {
      name += c == '<' || c == '>' || c == ',' || c == ' ' ? '_' : c;
    } else if (!name.ends_with('.')) {
      name += '.';
    }
  }
  return name;
}

// Enters the structs within a type; again when a use turns up that goes before the one it is known by.
void Schemas::gather(const Type& mentioned, Use use) {
  const Type& type = canonical(mentioned);
  if (type.element != nullptr) return gather(type.element(), use);
  if (type.kind != Kind::structure) return;
  const auto [name, is_new] = names_.try_emplace(&type, free_name(type));
  Component& component = components_.try_emplace(name->second, Component{&type, use}).first->second;
  if (!is_new && use >= component.use) return;
  component.use = use;
  for (const Member& member : type.members) gather(member.type(), use);
}

const std::string& Schemas::name_of(const Type& structure) const {
  return names_.at(&canonical(structure));
}

void Schemas::write_reference(Writer& out, const Type& type, bool nullable) {
  const std::string reference = home_ + name_of(type);
  if (!nullable) {
    out.field("$ref", reference);
    return;
  }
  out.key("anyOf").begin_array();
  out.begin_object().field("$ref", reference).end_object();
  out.begin_object().field("type", "null").end_object();
  out.end_array();
}

void Schemas::write_element(Writer& out, std::string_view keyword, const Type& type, const FieldRule* rule) {
  const Type& element = type.element();
  out.key(keyword).begin_object();
  write_keywords(out, held(element), rule, element.kind == Kind::optional);
  out.end_object();
}

// A list or a map.
void Schemas::write_container(Writer& out, const Type& type, const FieldRule* rule, bool nullable) {
  const bool is_list = type.kind == Kind::list;
  write_type_keyword(out, is_list ? "array" : "object", nullable);
  if (rule != nullptr && rule->min_items) out.field(is_list ? "minItems" : "minProperties", *rule->min_items);
  if (rule != nullptr && rule->max_items) out.field(is_list ? "maxItems" : "maxProperties", *rule->max_items);
  write_element(out, is_list ? "items" : "additionalProperties", type, rule);
}

// `type` is no optional any more; whether it was one is `nullable`.
void Schemas::write_keywords(Writer& out, const Type& type, const FieldRule* rule, bool nullable) {
  switch (type.kind) {
    case Kind::boolean:
      write_type_keyword(out, "boolean", nullable);
      break;
    case Kind::integer:
      write_type_keyword(out, "integer", nullable);
      out.field("format", type.bytes == 8 ? "int64" : "int32");
      write_bounds(out, type, rule);
      break;
    case Kind::number:
      write_type_keyword(out, "number", nullable);
      write_bounds(out, type, rule);
      break;
    case Kind::string:
      write_type_keyword(out, "string", nullable);
      if (rule != nullptr) write_string_keywords(out, *rule, nullable);
      break;
    case Kind::scalar:
      write_type_keyword(out, "string", nullable);
      write_scalar_keywords(out, type.scalar);
      break;
    case Kind::enumeration:
      write_type_keyword(out, "string", nullable);
      write_enumeration_keywords(out, type, rule, nullable);
      break;
    case Kind::list:
    case Kind::map:
      write_container(out, type, rule, nullable);
      break;
    case Kind::structure:
      write_reference(out, type, nullable);
      break;
    case Kind::optional:
    case Kind::raw:
      break;  // anything
  }
}

void Schemas::write_schema(Writer& out, const Type& type, Use use, const FieldRule* rule) {
  gather(type, use);
  out.begin_object();
  write_keywords(out, held(type), rule, type.kind == Kind::optional);
  out.end_object();
}

void Schemas::write_member_schema(Writer& out, const Type& structure, const Member& member, Use use) {
  const Type& type = member.type();
  gather(type, use);
  out.begin_object();
  write_keywords(out, held(type), &member.rule, type.kind == Kind::optional);
  write_annotations(out, structure, member, use);
  out.end_object();
}

void Schemas::write_component(Writer& out, const Component& component) {
  const Type& type = *component.type;
  const Use use = component.use;
  out.begin_object().field("type", "object");
  out.key("properties").begin_object();
  for (const Member& member : type.members) {
    out.key(member.name);
    write_member_schema(out, type, member, use);
  }
  out.end_object();
  out.key("required").begin_array();
  for (const Member& member : type.members) {
    if (is_required(member, use)) out.value(member.name);
  }
  out.end_array();
  if (use == Use::request) out.field("additionalProperties", false);
  out.end_object();
}

void Schemas::write_components(Writer& out) {
  out.begin_object();
  for (const auto& [name, component] : components_) {
    out.key(name);
    write_component(out, component);
  }
  out.end_object();
}

}  // namespace kontor::json
