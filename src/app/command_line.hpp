#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/core/result.hpp"

namespace kontor::app {

// What follows the program's name: `seed --size m --data-dir shop --json`.
struct CommandLine {
  std::string command;
  std::vector<std::string> arguments;                         // words after the command
  std::map<std::string, std::string, std::less<>> options;    // the command's own; a switch is "true"
  std::vector<std::pair<std::string, std::string>> settings;  // configuration keys: --http.listen, --listen

  bool has(std::string_view option) const { return options.find(option) != options.end(); }
  std::string option(std::string_view name, std::string_view otherwise) const;
  std::optional<std::string> given(std::string_view option) const;
};

struct Option {
  std::string_view name;   // without dashes
  std::string_view value;  // what it takes, for the help text; empty: a switch
  std::string_view help;
};

// Short forms of configuration keys, the same for every command.
struct Shorthand {
  std::string_view flag;
  std::string_view key;
};
std::span<const Shorthand> shorthands();

// Options are `--name value` or `--name=value`; a name with a dot is a configuration key. An unknown option is an error
// that suggests the nearest.
Result<CommandLine> parse_command_line(std::span<const std::string_view> words, std::span<const Option> options);

}  // namespace kontor::app
