#include <malloc.h>

#include <algorithm>
#include <exception>
#include <string_view>
#include <thread>
#include <vector>

#include "app/command_line.hpp"
#include "app/commands.hpp"
#include "app/exit_codes.hpp"
#include "app/failpoints.hpp"
#include "app/terminal.hpp"
#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"

namespace {

using namespace kontor;
using namespace kontor::app;

constexpr int kReturnedFromBytes = 4 << 20;

// Left alone, glibc keeps eight arenas a core, each with what its threads needed at their busiest, and takes from one
// freed password hash (19 MiB) that blocks of such size are worth keeping: four times the memory, for nothing on a few
// cores.
void keep_memory_small() {
#ifdef __GLIBC__
  mallopt(M_ARENA_MAX, static_cast<int>(std::max(2U, std::thread::hardware_concurrency())));
  mallopt(M_MMAP_THRESHOLD, kReturnedFromBytes);
#endif
}

Error unknown_command(std::string_view name) {
  std::vector<std::string> known;
  for (const auto& command : all_commands()) known.emplace_back(command.name);
  const auto nearest = text::nearest(name, known);
  return {ErrorKind::invalid, "usage",
          nearest ? format("unknown command {}; did you mean {}?", name, *nearest)
                  : format("unknown command {}; kontor help lists them", name)};
}

int run(std::vector<std::string_view> words) {
  if (words.empty() || words.front() == "--help" || words.front() == "-h") words = {"help"};
  if (words.front() == "--version") words = {"version"};
  const auto commands = all_commands();
  const auto command = std::ranges::find(commands, words.front(), &Command::name);
  if (command == commands.end()) {
    print_error(unknown_command(words.front()));
    return kWrongUsage;
  }
  auto line = parse_command_line(std::span(words).subspan(1), command->options);
  if (!line) {
    print_error(line.error());
    return kWrongUsage;
  }
  line->command = command->name;
  if (const auto armed = arm_failpoints(); !armed) {
    print_error(armed.error());
    return kWrongUsage;
  }
  return command->run(*line);
}

}  // namespace

int main(int argc, char** argv) {
  keep_memory_small();
  try {
    return run({argv + 1, argv + argc});
  } catch (const std::exception& failure) {
    print_error({ErrorKind::internal, "internal", failure.what()});
    return kFailed;
  }
}
