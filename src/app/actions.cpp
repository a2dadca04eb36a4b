#include "app/actions.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "app/exit_codes.hpp"
#include "app/migrations.hpp"
#include "app/storage.hpp"
#include "app/terminal.hpp"
#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "kernel/telemetry/origin.hpp"

namespace kontor::app {

namespace {

int list_actions(std::string_view command, std::span<const Action> actions) {
  std::fputs(format("kontor {} takes one of\n", command).c_str(), stderr);
  for (const auto& action : actions) {
    std::fputs(format("  {:<30} {}\n", format("{} {}", action.name, action.arguments), action.summary).c_str(), stderr);
  }
  return kWrongUsage;
}

// For the audit and the events: `cli:<user of this machine>`.
telemetry::Origin own_origin() {
  const auto* user = ::getpwuid(::geteuid());
  const auto name = user != nullptr ? std::string(user->pw_name) : std::to_string(::geteuid());
  return {.correlation_id = Uuid::generate().str(), .causation_id = "", .actor = "cli:" + name};
}

int report(const Error& error) {
  print_error(error);
  return error.kind == ErrorKind::invalid ? kWrongUsage : kFailed;
}

}  // namespace

int run_action(std::string_view command, std::span<const Action> actions, const CommandLine& line) {
  if (line.arguments.empty()) return list_actions(command, actions);
  const auto& name = line.arguments.front();
  const auto action = std::ranges::find(actions, name, &Action::name);
  if (action != actions.end()) return action->run(line);
  std::vector<std::string> known;
  for (const auto& one : actions) known.emplace_back(one.name);
  if (const auto nearest = text::nearest(name, known)) {
    return report(usage_error(format("kontor {} has no {}; did you mean {}?", command, name, *nearest)));
  }
  return list_actions(command, actions);
}

std::string argument(const CommandLine& line, std::size_t index) {
  return index + 1 < line.arguments.size() ? line.arguments[index + 1] : std::string();
}

Error usage_error(std::string detail) {
  return {ErrorKind::invalid, "usage", std::move(detail)};
}

Result<std::int64_t> number_option(const CommandLine& line, std::string_view name, std::int64_t otherwise,
                                   std::int64_t least, std::int64_t most) {
  if (!line.has(name)) return otherwise;
  const auto number = text::parse_int(line.option(name, ""));
  if (number && *number >= least && *number <= most) return *number;
  return usage_error(format("--{} takes a whole number between {} and {}", name, least, most));
}

int in_house(const CommandLine& line, const std::function<Result<void>(House&)>& work) {
  const auto loaded = load_settings(line);
  if (!loaded) return report(loaded.error());
  const telemetry::Log log(loaded->settings.log);
  const auto storage = Storage::open(loaded->settings, log);
  if (!storage) return print_error(storage.error()), kFailed;
  auto migrator = storage->migrator(log);
  if (const auto ready = check_applied(migrator); !ready) return print_error(ready.error()), kFailed;
  telemetry::Metrics metrics;
  House house(loaded->settings, storage->database(), log, metrics, {});
  const auto origin = own_origin();
  const telemetry::OriginScope scope(origin);
  const auto done = work(house);
  return done ? kDone : report(done.error());
}

}  // namespace kontor::app
