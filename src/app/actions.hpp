#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "app/command_line.hpp"
#include "app/house.hpp"

namespace kontor::app {

// What follows a command's name: `kontor events tail`.
struct Action {
  std::string_view name;
  std::string_view arguments;  // "GROUP", for the list of actions
  std::string_view summary;
  int (*run)(const CommandLine& line);
};

// The one that the first argument names; without one, or with an unknown one, the list of them and kWrongUsage.
int run_action(std::string_view command, std::span<const Action> actions, const CommandLine& line);

// The argument behind the action's name; empty where there is none.
std::string argument(const CommandLine& line, std::size_t index = 0);

Error usage_error(std::string detail);
// A whole number between the bounds; `otherwise` where the option is not given.
Result<std::int64_t> number_option(const CommandLine& line, std::string_view name, std::int64_t otherwise,
                                   std::int64_t least, std::int64_t most);

// Opens the house on its storage, beside a running server or alone, and does `work` in it, on behalf of this machine's
// user; nothing of the house works in the background. Says what goes wrong; the exit code.
int in_house(const CommandLine& line, const std::function<Result<void>(House&)>& work);

}  // namespace kontor::app
