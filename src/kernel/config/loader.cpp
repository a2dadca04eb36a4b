#include "kernel/config/loader.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "kernel/config/mask.hpp"
#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"

namespace kontor::config {

namespace {

constexpr std::string_view kFileSuffix = "_FILE";

using Wanted = TomlValue::Kind;

// What the file must hold for a value of this type.
Wanted wanted(const json::Type& type) {
  switch (type.kind) {
    case json::Kind::boolean:
      return Wanted::boolean;
    case json::Kind::integer:
      return Wanted::integer;
    case json::Kind::number:
      return Wanted::number;
    case json::Kind::optional:
      return wanted(type.element());
    case json::Kind::list:
      return Wanted::list;
    default:
      return Wanted::string;
  }
}

const json::Type& element_of(const json::Type& type) {
  return type.kind == json::Kind::optional ? element_of(type.element()) : type.element();
}

std::string_view describe(Wanted kind) {
  switch (kind) {
    case Wanted::string:
      return "a string in quotes";
    case Wanted::integer:
      return "an integer";
    case Wanted::number:
      return "a number";
    case Wanted::boolean:
      return "true or false";
    case Wanted::list:
      break;
  }
  return "a list";
}

// 5 is good where 5.0 is wanted.
bool fits(Wanted given, Wanted wanted) {
  return given == wanted || (given == Wanted::integer && wanted == Wanted::number);
}

std::optional<json::TextProblem> ill_typed(const TomlValue& value, const json::Type& type) {
  const Wanted kind = wanted(type);
  if (!fits(value.kind, kind)) return json::TextProblem{"type", format("must be {}", describe(kind))};
  for (const auto& item : value.items) {
    const Wanted of_item = wanted(element_of(type));
    if (!fits(item.kind, of_item))
      return json::TextProblem{"type", format("must be a list, each {}", describe(of_item))};
  }
  return std::nullopt;
}

// What an editor or `echo` leaves at the end of a secret's file.
std::string without_newline(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  return text;
}

std::string shown(const Key& key) {
  std::string text;
  json::value_to_text(*key.type, key.target, text);
  if (key.rule->is_secret && !text.empty()) return std::string(kMask);
  return mask_passwords(text);
}

bool is_foreign(const std::string& variable, const Sources& sources) {
  return std::ranges::any_of(sources.foreign_prefixes,
                             [&](const auto& prefix) { return variable.starts_with(prefix); });
}

}  // namespace

const Key* Loader::find(std::string_view name) const {
  const auto key = std::ranges::find(keys_, name, &Key::name);
  return key == keys_.end() ? nullptr : &*key;
}

void Loader::report(std::string pointer, std::string code, const std::string& detail, const std::string& source) {
  problems_.push_back({std::move(pointer), std::move(code), format("{} ({})", detail, source)});
}

void Loader::report_unknown(const std::string& name, const std::string& source, const std::vector<std::string>& known) {
  const auto close = text::nearest(name, known);
  report(name, "unknown", close ? "is not known; did you mean " + *close + '?' : "is not known", source);
}

void Loader::settle(const Key& key, std::optional<json::TextProblem> problem, const std::string& source) {
  if (problem) return report(key.name, std::move(problem->code), problem->detail, source);
  sources_[static_cast<std::size_t>(&key - keys_.data())] = source;
}

void Loader::assign(const Key& key, std::string_view text, const std::string& source) {
  settle(key, json::value_from_text(*key.type, key.target, text, key.rule), source);
}

// ---- file ----

void Loader::assign_line(const Key& key, const TomlValue& value, const std::string& source) {
  if (auto problem = ill_typed(value, *key.type)) return settle(key, std::move(problem), source);
  if (value.kind != Wanted::list) return assign(key, value.text, source);
  std::vector<std::string_view> texts;
  for (const auto& item : value.items) texts.emplace_back(item.text);
  settle(key, json::list_from_texts(*key.type, key.target, texts, key.rule), source);
}

void Loader::take_file(const std::string& name, std::string_view text) {
  std::vector<std::string> known;
  for (const Key& key : keys_) known.push_back(key.name);
  const TomlFile file = parse_toml(text);
  const auto place = [&](int line) { return format("{}:{}", name.empty() ? "file" : name, line); };
  for (const auto& problem : file.problems) report(problem.key, "syntax", problem.detail, place(problem.line));
  for (const auto& line : file.lines) {
    if (const Key* key = find(line.key)) {
      assign_line(*key, line.value, place(line.number));
    } else {
      report_unknown(line.key, place(line.number), known);
    }
  }
}

// ---- environment ----

void Loader::take_variable_file(const Key& key, const std::string& variable, const std::string& path) {
  std::error_code ignored;
  std::ifstream stream(path, std::ios::binary);
  if (!stream || std::filesystem::is_directory(path, ignored)) {
    return report(key.name, "file", "cannot read " + path, variable);
  }
  assign(key, without_newline({std::istreambuf_iterator<char>(stream), {}}), variable);
}

void Loader::take_variable(const std::string& name, const std::string& value, const Sources& sources) {
  if (const auto key = std::ranges::find(keys_, name, &Key::environment); key != keys_.end()) {
    return assign(*key, value, name);
  }
  if (name.ends_with(kFileSuffix)) {
    const std::string base = name.substr(0, name.size() - kFileSuffix.size());
    if (const auto key = std::ranges::find(keys_, base, &Key::environment); key != keys_.end()) {
      if (!sources.environment.contains(base)) return take_variable_file(*key, name, value);
      return report(key->name, "ambiguous", format("is given by both {} and {}; one is enough", base, name), name);
    }
  }
  std::vector<std::string> known;
  for (const Key& key : keys_) known.push_back(key.environment);
  report_unknown(name, "environment", known);
}

void Loader::take_environment(const Sources& sources) {
  for (const auto& [name, value] : sources.environment) {
    if (name.starts_with("KONTOR_") && !is_foreign(name, sources)) take_variable(name, value, sources);
  }
}

// ---- flags ----

void Loader::take_flags(const std::vector<std::pair<std::string, std::string>>& flags) {
  std::vector<std::string> known;
  for (const Key& key : keys_) known.push_back(key.name);
  for (const auto& [name, value] : flags) {
    if (const Key* key = find(name)) {
      assign(*key, value, "--" + name);
    } else {
      report_unknown(name, "--" + name, known);
    }
  }
}

std::vector<Entry> Loader::entries() const {
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    entries.push_back({keys_[i].name, shown(keys_[i]), sources_[i], keys_[i].rule->doc_text});
  }
  return entries;
}

}  // namespace kontor::config
