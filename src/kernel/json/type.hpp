#pragma once

// The tables behind a description. Templates only build them, once per type; reading, writing and schemas are plain
// code over the tables.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/json/rule.hpp"

namespace kontor::json {

struct Type;
using TypeRef = const Type& (*)();  // called late, so that a type may contain lists of itself

enum class Kind { boolean, integer, number, string, enumeration, scalar, optional, list, map, structure, raw };

// Any JSON, kept as valid text.
struct Raw {
  std::string text = "null";

  bool operator==(const Raw&) const = default;
};

struct Enumerator {
  std::string_view name;
  std::int64_t value;
};

// A value that is a string on the wire.
struct ScalarAccess {
  bool (*parse)(std::string_view text, void* target) = nullptr;
  void (*print)(const void* value, std::string& out) = nullptr;
  std::string what;     // for people: "a product id"
  std::string format;   // of JSON Schema; may be empty
  std::string pattern;  // of JSON Schema; may be empty
  std::string example;
};

struct OptionalAccess {
  const void* (*get)(const void* optional) = nullptr;  // null: empty
  void* (*emplace)(void* optional) = nullptr;
  void (*reset)(void* optional) = nullptr;
};

struct ListAccess {
  std::size_t stride = 0;
  std::size_t (*size)(const void* list) = nullptr;
  const void* (*data)(const void* list) = nullptr;
  void (*clear)(void* list) = nullptr;
  void* (*append)(void* list) = nullptr;
};

struct MapAccess {
  using Visit = void (*)(void* context, const std::string& key, const void* value);
  std::size_t (*size)(const void* map) = nullptr;
  void (*each)(const void* map, Visit visit, void* context) = nullptr;
  void (*clear)(void* map) = nullptr;
  void* (*insert)(void* map, const std::string& key) = nullptr;  // null: the key is there already
};

// A value that is an object on the wire without being a described struct: it is taken apart and put together.
struct PartsAccess {
  using Visit = void (*)(void* context, const void* parts);
  TypeRef parts = nullptr;  // null: the members are the value's own
  void (*with_parts)(const void* value, Visit visit, void* context) = nullptr;
  std::shared_ptr<void> (*make_parts)() = nullptr;
  void (*assemble)(const void* parts, void* target) = nullptr;
};

struct Member {
  std::string_view name;
  TypeRef type;
  const void* (*at)(const void* object);
  bool may_be_null;
  FieldRule rule = {};

  bool required() const { return !may_be_null && !rule.is_optional; }
  void* in(void* object) const { return const_cast<void*>(at(object)); }
};

struct Type {
  explicit Type(Kind of);
  Type(const Type&);
  Type(Type&&) noexcept;
  ~Type();

  // A member's place in the list, for who builds a structure.
  void add_member(std::string_view member, TypeRef type, const void* (*at)(const void*), bool may_be_null);

  Kind kind;

  // integer, enumeration
  std::uint8_t bytes = 0;
  bool is_signed = false;
  std::vector<Enumerator> enumerators = {};

  ScalarAccess scalar = {};

  // optional, list, map
  TypeRef element = nullptr;
  OptionalAccess optional = {};
  ListAccess list = {};
  MapAccess map = {};

  // structure
  static constexpr std::size_t kMaxMembers = 128;
  std::string name = {};            // Product, Page_Product
  std::string qualified_name = {};  // kontor::catalog::Product
  std::vector<Member> members = {};
  PartsAccess parts = {};
  std::shared_ptr<const void> (*make_default)() = nullptr;  // null where there are parts
};

// The table of T, built at the first call and kept until the process ends.
template <class T>
const Type& type_of();

}  // namespace kontor::json

#include "kernel/json/type_of.hpp"
