#pragma once

#include <span>
#include <string_view>

#include "app/command_line.hpp"

namespace kontor::app {

struct Command {
  std::string_view name;
  std::string_view arguments;  // "print|check", for the help text
  std::string_view summary;
  std::span<const Option> options;
  int (*run)(const CommandLine& line);
};

std::span<const Command> all_commands();

// One file each. They return an ExitCode and print what people, or with --json programs, want to know.
int serve(const CommandLine& line);
int migrate(const CommandLine& line);
int seed(const CommandLine& line);
int events(const CommandLine& line);
int jobs(const CommandLine& line);
int administrators(const CommandLine& line);
int keys(const CommandLine& line);
int audit(const CommandLine& line);
int verify_all(const CommandLine& line);
int failpoints(const CommandLine& line);
int import_files(const CommandLine& line);
int export_files(const CommandLine& line);
int config(const CommandLine& line);
int version(const CommandLine& line);
int help(const CommandLine& line);

}  // namespace kontor::app
