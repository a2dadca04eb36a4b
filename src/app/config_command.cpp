#include <cstdio>

#include "app/commands.hpp"
#include "app/exit_codes.hpp"
#include "app/settings.hpp"
#include "app/terminal.hpp"
#include "kernel/config/reference.hpp"
#include "kernel/core/format.hpp"
#include "kernel/json/describe.hpp"
#include "kernel/json/json.hpp"

namespace kontor::app {

namespace {

struct EntryView {
  std::string key;
  std::string value;
  std::string source;
};
KONTOR_DESCRIBE(EntryView, key, value, source)

int print(const std::vector<config::Entry>& entries, bool as_json) {
  if (as_json) {
    std::vector<EntryView> views;
    for (const auto& entry : entries) views.push_back({entry.key, entry.value, entry.source});
    std::puts(json::to_json(views).c_str());
    return kDone;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& entry : entries) rows.push_back({entry.key, entry.value, entry.source});
  print_table({"KEY", "VALUE", "SOURCE"}, rows);
  return kDone;
}

}  // namespace

int config(const CommandLine& line) {
  const auto what = line.arguments.empty() ? "" : line.arguments.front();
  if (what == "reference") {
    std::fputs(config::render_reference(json::type_of<Settings>()).c_str(), stdout);
    return kDone;
  }
  if (what != "print" && what != "check") {
    print_error({ErrorKind::invalid, "usage", "config takes one of: print, check, reference"});
    return kWrongUsage;
  }
  const auto loaded = load_settings(line);
  if (!loaded) {
    print_error(loaded.error());
    return kWrongUsage;
  }
  if (what == "print") return print(loaded->entries, line.has("json"));
  std::puts(line.has("json") ? R"({"ok":true})" : "The configuration is good.");
  return kDone;
}

}  // namespace kontor::app
