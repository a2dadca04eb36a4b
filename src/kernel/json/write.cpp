#include "kernel/json/assign.hpp"
#include "kernel/json/json.hpp"
#include "kernel/json/text.hpp"

namespace kontor::json::detail {

namespace {

bool is_empty(const Type& type, const void* value) {
  switch (type.kind) {
    case Kind::optional:
      return type.optional.get(value) == nullptr;
    case Kind::list:
      return type.list.size(value) == 0;
    case Kind::map:
      return type.map.size(value) == 0;
    case Kind::string:
      return static_cast<const std::string*>(value)->empty();
    default:
      return false;
  }
}

void write_members(const Type& type, const void* object, std::string& out) {
  out += '{';
  bool first = true;
  for (const Member& member : type.members) {
    const Type& member_type = member.type();
    const void* value = member.at(object);
    if (member.rule.omits_empty && is_empty(member_type, value)) continue;
    out += first ? "\"" : ",\"";
    first = false;
    out += member.name;  // a C++ identifier: nothing to escape
    out += "\":";
    write(member_type, value, out);
  }
  out += '}';
}

void write_structure(const Type& type, const void* value, std::string& out) {
  if (type.parts.parts == nullptr) return write_members(type, value, out);
  struct Context {
    const Type& parts;
    std::string& out;
  } context{type.parts.parts(), out};
  type.parts.with_parts(
      value,
      [](void* to, const void* parts) {
        const auto& where = *static_cast<Context*>(to);
        write_members(where.parts, parts, where.out);
      },
      &context);
}

void write_list(const Type& type, const void* list, std::string& out) {
  const Type& element = type.element();
  const auto* at = static_cast<const std::byte*>(type.list.data(list));
  const std::size_t size = type.list.size(list);
  out += '[';
  for (std::size_t i = 0; i < size; ++i, at += type.list.stride) {
    if (i > 0) out += ',';
    write(element, at, out);
  }
  out += ']';
}

void write_map(const Type& type, const void* map, std::string& out) {
  struct Context {
    const Type& element;
    std::string& out;
    bool first = true;
  } context{type.element(), out};
  out += '{';
  type.map.each(
      map,
      [](void* to, const std::string& key, const void* value) {
        auto& where = *static_cast<Context*>(to);
        if (!where.first) where.out += ',';
        where.first = false;
        write_string(where.out, key);
        where.out += ':';
        write(where.element, value, where.out);
      },
      &context);
  out += '}';
}

void write_integer(const Type& type, const void* value, std::string& out) {
  const std::int64_t number = load_integer(type, value);
  if (type.is_signed) return append_signed(out, number);
  append_unsigned(out, static_cast<std::uint64_t>(number));
}

// An optional writes what it holds, or null.
void write_optional(const Type& type, const void* value, std::string& out) {
  if (const void* held = type.optional.get(value)) return write(type.element(), held, out);
  out += "null";
}

void write_enumerator(const Type& type, const void* value, std::string& out) {
  out += '"';
  out += enumerator_name(type, value);
  out += '"';
}

void write_scalar(const Type& type, const void* value, std::string& out) {
  out += '"';
  type.scalar.print(value, out);  // ids, codes and times: nothing to escape
  out += '"';
}

}  // namespace

void write(const Type& type, const void* value, std::string& out) {
  switch (type.kind) {
    case Kind::boolean:
      out += *static_cast<const bool*>(value) ? "true" : "false";
      break;
    case Kind::integer:
      write_integer(type, value, out);
      break;
    case Kind::number:
      append_double(out, *static_cast<const double*>(value));
      break;
    case Kind::string:
      write_string(out, *static_cast<const std::string*>(value));
      break;
    case Kind::enumeration:
      write_enumerator(type, value, out);
      break;
    case Kind::scalar:
      write_scalar(type, value, out);
      break;
    case Kind::optional:
      write_optional(type, value, out);
      break;
    case Kind::list:
      write_list(type, value, out);
      break;
    case Kind::map:
      write_map(type, value, out);
      break;
    case Kind::structure:
      write_structure(type, value, out);
      break;
    case Kind::raw:
      out += static_cast<const Raw*>(value)->text;
      break;
  }
}

}  // namespace kontor::json::detail
