#include "kernel/config/keys.hpp"

#include <set>

#include "kernel/core/check.hpp"
#include "kernel/json/text_value.hpp"

namespace kontor::config {

namespace {

std::string variable_of(std::string_view key) {
  std::string variable = "KONTOR_";
  for (const char c : key) {
    if (c == '.') {
      variable += '_';
    } else {
      variable += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
  }
  return variable;
}

void gather(const json::Type& structure, void* object, const std::string& prefix, std::vector<Key>& keys) {
  for (const json::Member& member : structure.members) {
    const json::Type& type = member.type();
    std::string name = prefix + std::string(member.name);
    if (type.kind == json::Kind::structure && type.parts.parts == nullptr) {
      gather(type, member.in(object), name + '.', keys);
      continue;
    }
    KONTOR_CHECK(json::has_text(type), "a setting is a single value or a list of them");
    std::string variable = variable_of(name);
    keys.push_back({std::move(name), std::move(variable), &type, &member.rule, member.in(object)});
  }
}

}  // namespace

std::vector<Key> keys_of(const json::Type& settings, void* object) {
  std::vector<Key> keys;
  gather(settings, object, "", keys);
  std::set<std::string_view> variables;
  for (const Key& key : keys) {
    KONTOR_CHECK(variables.insert(key.environment).second, "no two settings have the same environment variable");
  }
  return keys;
}

}  // namespace kontor::config
