#pragma once

// How the table of a type is built. Included by type.hpp only.

#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "kernel/json/scalar.hpp"
#include "kernel/json/type.hpp"

namespace kontor::json {

namespace detail {

template <class T>
using MembersOf = boost::describe::describe_members<T, boost::describe::mod_public>;

template <class T>
constexpr bool is_optional = false;
template <class T>
constexpr bool is_optional<std::optional<T>> = true;
template <class T>
constexpr bool is_list = false;
template <class T>
constexpr bool is_list<std::vector<T>> = true;
template <class T>
constexpr bool is_map = false;
template <class T>
constexpr bool is_map<std::map<std::string, T>> = true;

template <class T>
concept ScalarValue = requires {
  Scalar<T>::what();
};
template <class T>
concept ComposedValue = requires {
  typename Composed<T>::Parts;
};
template <class T>
concept Described = boost::describe::has_describe_members<T>::value;

// The names of a type as the compiler spells them; `pretty_function` is the __PRETTY_FUNCTION__ of this template.
std::string qualified_name(std::string_view pretty_function);
std::string short_name(std::string_view qualified);

// Of the member that stands at `place` in `object`.
FieldRule& rule_of(std::vector<Member>& members, const void* object, const void* place);

template <class T>
std::string qualified_name_of() {
  return qualified_name(__PRETTY_FUNCTION__);
}

template <class T>
std::shared_ptr<const void> make_default() {
  return std::make_shared<const T>();
}

template <class Owner, auto member>
const void* member_at(const void* object) {
  return &(static_cast<const Owner*>(object)->*member);
}

}  // namespace detail

// Collects what is said about the members of T; handed to `static void T::rules(json::Rules<T>&)`.
template <class T>
class Rules {
 public:
  // `any` is whatever T: members are told apart by where they stand in it.
  Rules(const T& any, std::vector<Member>& members) : any_(any), members_(members) {}

  template <class M>
  FieldRule& operator()(M T::*member) {
    return detail::rule_of(members_, &any_, &(any_.*member));
  }

 private:
  const T& any_;
  std::vector<Member>& members_;
};

namespace detail {

template <class T>
Type scalar_type() {
  Type type(Kind::scalar);
  type.scalar.parse = [](std::string_view text, void* target) {
    auto value = Scalar<T>::parse(text);
    if (value) *static_cast<T*>(target) = *value;
    return value.has_value();
  };
  type.scalar.print = [](const void* value, std::string& out) {
    out += Scalar<T>::print(*static_cast<const T*>(value));
  };
  type.scalar.what = Scalar<T>::what();
  type.scalar.format = Scalar<T>::format();
  type.scalar.pattern = Scalar<T>::pattern();
  type.scalar.example = Scalar<T>::example();
  return type;
}

template <class T>
Type enumeration_type() {
  using Underlying = std::underlying_type_t<T>;
  Type type(Kind::enumeration);
  type.bytes = sizeof(T);
  type.is_signed = std::is_signed_v<Underlying>;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto described) {
    type.enumerators.push_back({described.name, static_cast<std::int64_t>(described.value)});
  });
  return type;
}

template <class Optional>
Type optional_type() {
  using T = typename Optional::value_type;
  Type type(Kind::optional);
  type.element = &type_of<T>;
  type.optional.get = [](const void* optional) -> const void* {
    const auto& held = *static_cast<const Optional*>(optional);
    return held ? &*held : nullptr;
  };
  type.optional.reset = [](void* optional) { static_cast<Optional*>(optional)->reset(); };
  type.optional.emplace = [](void* optional) -> void* { return &static_cast<Optional*>(optional)->emplace(); };
  return type;
}

template <class List>
Type list_type() {
  using T = typename List::value_type;
  static_assert(!std::is_same_v<T, bool>, "std::vector<bool> has no addressable elements");
  Type type(Kind::list);
  type.element = &type_of<T>;
  type.list.stride = sizeof(T);
  type.list.size = [](const void* list) { return static_cast<const List*>(list)->size(); };
  type.list.data = [](const void* list) -> const void* { return static_cast<const List*>(list)->data(); };
  type.list.clear = [](void* list) { static_cast<List*>(list)->clear(); };
  type.list.append = [](void* list) -> void* { return &static_cast<List*>(list)->emplace_back(); };
  return type;
}

template <class Map>
Type map_type() {
  using T = typename Map::mapped_type;
  Type type(Kind::map);
  type.element = &type_of<T>;
  type.map.size = [](const void* map) { return static_cast<const Map*>(map)->size(); };
  type.map.each = [](const void* map, MapAccess::Visit visit, void* context) {
    for (const auto& [key, value] : *static_cast<const Map*>(map)) visit(context, key, &value);
  };
  type.map.clear = [](void* map) { static_cast<Map*>(map)->clear(); };
  type.map.insert = [](void* map, const std::string& key) -> void* {
    const auto [place, inserted] = static_cast<Map*>(map)->try_emplace(key);
    return inserted ? &place->second : nullptr;
  };
  return type;
}

template <class T>
Type structure_type() {
  Type type(Kind::structure);
  type.qualified_name = qualified_name_of<T>();
  if constexpr (requires { T::kSchemaName; }) {
    type.name = T::kSchemaName;
  } else {
    type.name = short_name(type.qualified_name);
  }
  boost::mp11::mp_for_each<MembersOf<T>>([&](auto described) {
    using M = std::remove_cvref_t<decltype(std::declval<T&>().*described.pointer)>;
    type.add_member(described.name, &type_of<M>, &member_at<T, decltype(described)::pointer>, is_optional<M>);
  });
  if constexpr (requires(Rules<T> & rule) { T::rules(rule); }) {
    const T any{};
    Rules<T> rules(any, type.members);
    T::rules(rules);
  }
  type.make_default = &make_default<T>;
  return type;
}

template <class T>
Type composed_type() {
  using Whole = Composed<T>;
  using Parts = typename Whole::Parts;
  Type type = type_of<Parts>();
  type.make_default = nullptr;
  type.parts.parts = &type_of<Parts>;
  type.parts.with_parts = [](const void* value, PartsAccess::Visit visit, void* context) {
    const Parts parts = Whole::take_apart(*static_cast<const T*>(value));
    visit(context, &parts);
  };
  type.parts.make_parts = []() -> std::shared_ptr<void> { return std::make_shared<Parts>(); };
  type.parts.assemble = [](const void* parts, void* target) {
    *static_cast<T*>(target) = Whole::assemble(*static_cast<const Parts*>(parts));
  };
  return type;
}

template <class T>
Type make_type() {
  static_assert(std::is_default_constructible_v<T>, "what is described can be default-constructed");
  if constexpr (std::is_same_v<T, bool>) {
    return Type(Kind::boolean);
  } else if constexpr (std::is_integral_v<T>) {
    Type type(Kind::integer);
    type.bytes = sizeof(T);
    type.is_signed = std::is_signed_v<T>;
    return type;
  } else if constexpr (std::is_same_v<T, double>) {
    return Type(Kind::number);
  } else if constexpr (std::is_same_v<T, std::string>) {
    return Type(Kind::string);
  } else if constexpr (std::is_same_v<T, Raw>) {
    return Type(Kind::raw);
  } else if constexpr (std::is_enum_v<T>) {
    static_assert(boost::describe::has_describe_enumerators<T>::value, "describe the enum with KONTOR_DESCRIBE_ENUM");
    return enumeration_type<T>();
  } else if constexpr (is_optional<T>) {
    return optional_type<T>();
  } else if constexpr (is_list<T>) {
    return list_type<T>();
  } else if constexpr (is_map<T>) {
    return map_type<T>();
  } else if constexpr (ScalarValue<T>) {
    return scalar_type<T>();
  } else if constexpr (ComposedValue<T>) {
    return composed_type<T>();
  } else {
    static_assert(Described<T>, "describe the struct with KONTOR_DESCRIBE");
    return structure_type<T>();
  }
}

}  // namespace detail

template <class T>
const Type& type_of() {
  // Never destroyed: a thread may still write while the process ends.
  static const Type& type = *new Type(detail::make_type<T>());
  return type;
}

}  // namespace kontor::json
