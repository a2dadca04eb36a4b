#include <cstdio>

#include "app/commands.hpp"
#include "app/exit_codes.hpp"
#include "app/storage.hpp"
#include "app/terminal.hpp"
#include "kernel/core/format.hpp"
#include "kernel/json/json.hpp"

namespace kontor::app {

namespace {

struct MigrationView {
  std::string module;
  int number = 0;
  std::string name;
  std::string state;
  std::optional<Timestamp> applied_at;
};
KONTOR_DESCRIBE(MigrationView, module, number, name, state, applied_at)

std::string name_of(db::MigrationStatus::State state) {
  switch (state) {
    case db::MigrationStatus::State::applied:
      return "applied";
    case db::MigrationStatus::State::pending:
      return "pending";
    case db::MigrationStatus::State::changed:
      return "changed";
    case db::MigrationStatus::State::unknown:
      return "unknown";
  }
  return "unknown";
}

void print_status(const std::vector<db::MigrationStatus>& all, bool as_json) {
  if (as_json) {
    std::vector<MigrationView> views;
    for (const auto& one : all) {
      views.push_back({one.module, one.number, one.name, name_of(one.state), one.applied_at});
    }
    std::puts(json::to_json(views).c_str());
    return;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : all) {
    rows.push_back({one.module, format("{:04}", one.number), one.name, name_of(one.state),
                    one.applied_at ? to_string(*one.applied_at) : ""});
  }
  print_table({"MODULE", "NUMBER", "NAME", "STATE", "APPLIED"}, rows);
}

}  // namespace

int migrate(const CommandLine& line) {
  const auto loaded = load_settings(line);
  if (!loaded) return print_error(loaded.error()), kWrongUsage;
  const telemetry::Log log(loaded->settings.log);
  const auto storage = Storage::open(loaded->settings, log);
  if (!storage) return print_error(storage.error()), kFailed;

  auto migrator = storage->migrator(log);
  if (!line.has("status")) {
    const auto applied = migrator.migrate();
    if (!applied) return print_error(applied.error()), kFailed;
    std::fputs(format("{} migrations applied\n", *applied).c_str(), stderr);
  }
  const auto status = migrator.status();
  if (!status) return print_error(status.error()), kFailed;
  print_status(*status, line.has("json"));
  return kDone;
}

}  // namespace kontor::app
