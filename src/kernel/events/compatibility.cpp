#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "kernel/core/format.hpp"
#include "kernel/events/catalogue.hpp"
#include "kernel/json/json.hpp"

namespace kontor::events {

namespace {

using Object = std::map<std::string, json::Raw>;

// What only people read.
constexpr std::array<std::string_view, 8> kWords{"$schema",  "$id",     "title",     "description",
                                                 "examples", "default", "writeOnly", "$defs"};

Object object_in(const Object& parent, const std::string& name) {
  const auto found = parent.find(name);
  if (found == parent.end()) return {};
  auto object = json::read<Object>(found->second.text);
  return object ? *std::move(object) : Object{};
}

template <class T>
T list_in(const Object& parent, const std::string& name) {
  const auto found = parent.find(name);
  if (found == parent.end()) return {};
  auto list = json::read<T>(found->second.text);
  return list ? *std::move(list) : T{};
}

std::set<std::string> required_in(const Object& schema) {
  const auto names = list_in<std::vector<std::string>>(schema, "required");
  return {names.begin(), names.end()};
}

class Comparison {
 public:
  Comparison(const Object& before, const Object& now)
      : old_definitions_(object_in(before, "$defs")), new_definitions_(object_in(now, "$defs")) {}

  void compare(const std::string& place, Object before, Object now) {
    if (!resolve(before, now)) return;
    compare_members(place, before, now);
    for (const auto* keyword : {"items", "additionalProperties"}) {
      if (before.contains(keyword) && now.contains(keyword)) {
        compare(place + "/*", object_in(before, keyword), object_in(now, keyword));
      }
    }
    compare_choices(place, before, now);
    compare_rest(place, before, now);
  }

  std::vector<std::string> take() { return std::move(differences_); }

 private:
  void report(const std::string& place, std::string_view what) {
    differences_.push_back(format("{} {}", place.empty() ? "the message" : place, what));
  }

  // Follows references; false when this pair is being compared already, a struct within itself.
  bool resolve(Object& before, Object& now) {
    const auto from = before.find("$ref");
    const auto to = now.find("$ref");
    if (from == before.end() && to == now.end()) return true;
    const std::string old_name = from == before.end() ? "" : from->second.text;
    const std::string new_name = to == now.end() ? "" : to->second.text;
    if (!met_.emplace(old_name, new_name).second) return false;
    if (!old_name.empty()) before = definition(old_definitions_, old_name);
    if (!new_name.empty()) now = definition(new_definitions_, new_name);
    return true;
  }

  // `reference` is JSON: "#/$defs/Product" with its quotes.
  static Object definition(const Object& definitions, const std::string& reference) {
    const auto slash = reference.rfind('/');
    return object_in(definitions, reference.substr(slash + 1, reference.size() - slash - 2));
  }

  void compare_members(const std::string& place, const Object& before, const Object& now) {
    const auto old_members = object_in(before, "properties");
    const auto new_members = object_in(now, "properties");
    const auto old_required = required_in(before);
    const auto new_required = required_in(now);
    for (const auto& [name, unused] : old_members) {
      const auto member = format("{}/{}", place, name);
      if (!new_members.contains(name)) {
        report(member, "is gone");
        continue;
      }
      if (old_required.contains(name) && !new_required.contains(name)) report(member, "may be missing now");
      if (!old_required.contains(name) && new_required.contains(name)) report(member, "may not be missing any more");
      compare(member, object_in(old_members, name), object_in(new_members, name));
    }
    for (const auto& name : new_required) {
      if (!old_members.contains(name)) report(format("{}/{}", place, name), "is new and may not be missing");
    }
  }

  void compare_choices(const std::string& place, const Object& before, const Object& now) {
    const auto old_choices = list_in<std::vector<Object>>(before, "anyOf");
    const auto new_choices = list_in<std::vector<Object>>(now, "anyOf");
    if (old_choices.size() != new_choices.size()) return report(place, "has another choice of types");
    for (std::size_t i = 0; i < old_choices.size(); ++i) compare(place, old_choices[i], new_choices[i]);
  }

  // All other keywords stay as they are: what is narrower refuses old messages, what is wider puzzles old readers.
  void compare_rest(const std::string& place, const Object& before, const Object& now) {
    std::set<std::string> keywords;
    for (const auto& [keyword, value] : before) keywords.insert(keyword);
    for (const auto& [keyword, value] : now) keywords.insert(keyword);
    for (const auto& keyword : keywords) {
      if (std::ranges::find(kWords, keyword) != kWords.end()) continue;
      if (keyword == "properties" || keyword == "required" || keyword == "anyOf") continue;
      const auto old_value = before.find(keyword);
      const auto new_value = now.find(keyword);
      const bool in_both = old_value != before.end() && new_value != now.end();
      if (in_both && (keyword == "items" || keyword == "additionalProperties")) continue;
      if (in_both && old_value->second == new_value->second) continue;
      report(place, format("had {} {}, has {}", keyword, old_value == before.end() ? "none" : old_value->second.text,
                           new_value == now.end() ? "none" : new_value->second.text));
    }
  }

  Object old_definitions_;
  Object new_definitions_;
  std::set<std::pair<std::string, std::string>> met_;
  std::vector<std::string> differences_;
};

}  // namespace

std::vector<std::string> incompatibilities(std::string_view old_schema, std::string_view new_schema) {
  const auto before = json::read<Object>(old_schema);
  const auto now = json::read<Object>(new_schema);
  if (!before || !now) return {before ? "the new schema is no JSON object" : "the old schema is no JSON object"};
  Comparison comparison(*before, *now);
  comparison.compare("", *before, *now);
  return comparison.take();
}

}  // namespace kontor::events
