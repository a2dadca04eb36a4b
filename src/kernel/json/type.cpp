#include "kernel/json/type.hpp"

#include <algorithm>
#include <cctype>

#include "kernel/core/check.hpp"

namespace kontor::json {

namespace detail {

// GCC: "… qualified_name_of() [with T = kontor::A; std::string = …]", clang: "… qualified_name_of() [T = kontor::A]".
std::string qualified_name(std::string_view pretty_function) {
  constexpr std::string_view kBefore = "T = ";
  std::string_view rest = pretty_function.substr(pretty_function.find(kBefore) + kBefore.size());
  return std::string(rest.substr(0, rest.find_first_of(";]")));
}

// kontor::http::Page<kontor::catalog::Product> becomes Page_Product.
std::string short_name(std::string_view qualified) {
  std::string name;
  std::size_t word = 0;  // where the present word begins in `name`
  for (std::size_t i = 0; i < qualified.size(); ++i) {
    const char c = qualified[i];
    if (c == '{' || c == '}') continue;  // {anonymous}
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_') {
      name += c;
    } else if (c == ':') {
      name.resize(word);
    } else {
      if (!name.empty() && name.back() != '_') name += '_';
      word = name.size();
    }
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  return name;
}

FieldRule& rule_of(std::vector<Member>& members, const void* object, const void* place) {
  const auto found = std::ranges::find_if(members, [&](const Member& member) { return member.at(object) == place; });
  KONTOR_CHECK(found != members.end(), "a rule is about a described member");
  return found->rule;
}

}  // namespace detail

Type::Type(Kind of) : kind(of) {}
Type::Type(const Type&) = default;
Type::Type(Type&&) noexcept = default;
Type::~Type() = default;

void Type::add_member(std::string_view member, TypeRef type, const void* (*at)(const void*), bool may_be_null) {
  KONTOR_CHECK(members.size() < kMaxMembers, "a described struct has at most 128 members");
  members.push_back({.name = member, .type = type, .at = at, .may_be_null = may_be_null});
}

void MoneyParts::rules(Rules<MoneyParts>& rule) {
  rule(&MoneyParts::amount).doc("In minor units: 1999 is 19.99 EUR").example(1999);
  rule(&MoneyParts::currency).doc("ISO 4217");
}

}  // namespace kontor::json
