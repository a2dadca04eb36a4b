#include <algorithm>

#include "kernel/json/format.hpp"
#include "kernel/json/json.hpp"
#include "kernel/json/schema.hpp"

namespace kontor::json {

namespace {

// The way down to the present value: a struct that contains itself ends with an empty list, a map or null.
using Path = std::vector<const Type*>;

void write_any(Writer& out, const Type& type, const FieldRule* rule, Path& path);

bool comes_again(const Type& type, const Path& path) {
  if (type.element != nullptr) return comes_again(type.element(), path);
  return std::ranges::find(path, &type) != path.end();
}

template <class Number>
Number within(Number plausible, const FieldRule* rule) {
  auto wide = static_cast<long double>(plausible);
  if (rule != nullptr && rule->minimum) wide = std::max(wide, *rule->minimum);
  if (rule != nullptr && rule->maximum) wide = std::min(wide, *rule->maximum);
  return static_cast<Number>(wide);
}

std::string plausible_text(const FieldRule* rule) {
  std::string text = "text";
  if (rule == nullptr) return text;
  if (!rule->allowed.empty()) return rule->allowed.front();
  if (!rule->format_name.empty()) return std::string(find_format(rule->format_name)->example);
  while (text.size() < rule->min_length.value_or(0)) text += " text";
  text.resize(std::min(text.size(), rule->max_length.value_or(text.size())));
  return text;
}

std::string_view plausible_enumerator(const Type& type, const FieldRule* rule) {
  return rule != nullptr && !rule->allowed.empty() ? rule->allowed.front() : type.enumerators.front().name;
}

void write_members(Writer& out, const Type& type, Path& path) {
  path.push_back(&type);
  out.begin_object();
  for (const Member& member : type.members) {
    out.key(member.name);
    write_any(out, member.type(), &member.rule, path);
  }
  out.end_object();
  path.pop_back();
}

void write_list(Writer& out, const Type& type, const FieldRule* rule, Path& path) {
  out.begin_array();
  const std::size_t least = rule == nullptr ? 0 : rule->min_items.value_or(0);
  const std::size_t most = rule == nullptr ? 1 : rule->max_items.value_or(1);
  const std::size_t count = comes_again(type, path) ? least : std::max(least, std::min<std::size_t>(1, most));
  for (std::size_t i = 0; i < count; ++i) write_any(out, type.element(), rule, path);
  out.end_array();
}

void write_map(Writer& out, const Type& type, const FieldRule* rule, Path& path) {
  out.begin_object();
  if (!comes_again(type, path)) {
    out.key("key");
    write_any(out, type.element(), rule, path);
  }
  out.end_object();
}

void write_plausible(Writer& out, const Type& type, const FieldRule* rule, Path& path) {
  switch (type.kind) {
    case Kind::boolean:
      out.value(true);
      break;
    case Kind::integer:
      out.value(within<std::int64_t>(1, rule));
      break;
    case Kind::number:
      out.value(within(1.5, rule));
      break;
    case Kind::string:
      out.value(plausible_text(rule));
      break;
    case Kind::enumeration:
      out.value(plausible_enumerator(type, rule));
      break;
    case Kind::scalar:
      out.value(type.scalar.example);
      break;
    case Kind::list:
      write_list(out, type, rule, path);
      break;
    case Kind::map:
      write_map(out, type, rule, path);
      break;
    case Kind::structure:
      write_members(out, type, path);
      break;
    case Kind::raw:
      out.begin_object().end_object();
      break;
    case Kind::optional:
      if (comes_again(type, path)) {
        out.value(nullptr);
      } else {
        write_any(out, type.element(), rule, path);
      }
      break;
  }
}

// The example of a rule is about the whole member, or about one element of a list.
void write_any(Writer& out, const Type& type, const FieldRule* rule, Path& path) {
  const bool given = rule != nullptr && !rule->example_json.empty();
  const bool fits = given && (type.kind != Kind::list || rule->example_json.front() == '[') &&
                    (type.kind != Kind::map || rule->example_json.front() == '{');
  if (fits) {
    out.raw(rule->example_json);
  } else {
    write_plausible(out, type, rule, path);
  }
}

}  // namespace

void write_example(Writer& out, const Type& type, const FieldRule* rule) {
  Path path;
  write_any(out, type, rule, path);
}

}  // namespace kontor::json
