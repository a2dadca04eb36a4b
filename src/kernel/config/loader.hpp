#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/config/keys.hpp"
#include "kernel/config/load.hpp"
#include "kernel/config/toml.hpp"
#include "kernel/json/text_value.hpp"

namespace kontor::config {

// Puts the sources into the settings, one after the other, and remembers where each value came from.
class Loader {
 public:
  Loader(const json::Type& settings, void* object)
      : keys_(keys_of(settings, object)), sources_(keys_.size(), "default") {}

  void take_file(const std::string& name, std::string_view text);
  void take_environment(const Sources& sources);
  void take_flags(const std::vector<std::pair<std::string, std::string>>& flags);

  std::vector<FieldProblem> take_problems() { return std::move(problems_); }
  std::vector<Entry> entries() const;

 private:
  const Key* find(std::string_view name) const;
  void assign(const Key& key, std::string_view text, const std::string& source);
  void assign_line(const Key& key, const TomlValue& value, const std::string& source);
  void take_variable(const std::string& name, const std::string& value, const Sources& sources);
  void take_variable_file(const Key& key, const std::string& variable, const std::string& path);
  void settle(const Key& key, std::optional<json::TextProblem> problem, const std::string& source);
  void report(std::string pointer, std::string code, const std::string& detail, const std::string& source);
  void report_unknown(const std::string& name, const std::string& source, const std::vector<std::string>& known);

  std::vector<Key> keys_;
  std::vector<std::string> sources_;
  std::vector<FieldProblem> problems_;
};

}  // namespace kontor::config
