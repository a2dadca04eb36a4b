#include <cstdio>

#include "app/actions.hpp"
#include "app/events/actions.hpp"
#include "app/terminal.hpp"
#include "kernel/core/format.hpp"
#include "kernel/json/json.hpp"

namespace kontor::app::events_command {

namespace {

std::string state_of(const events::GroupState& group) {
  if (group.paused) return painted("paused", Paint::accent);
  if (group.dead_letters > 0) return painted("dead letters", Paint::bad);
  return group.lag_events > 0 ? "behind" : painted("up to date", Paint::good);
}

void print_groups(const std::vector<events::GroupState>& all) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& group : all) {
    rows.push_back({group.name, std::to_string(group.lag_events), format("{:.1f} s", group.lag_seconds),
                    std::to_string(group.dead_letters), std::to_string(group.queued), group.rebuildable ? "yes" : "no",
                    state_of(group)});
  }
  print_table({"GROUP", "BEHIND", "FOR", "DEAD", "QUEUED", "REBUILDABLE", "STATE"}, rows);
}

void print_partitions(const events::GroupState& group) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : group.partitions) {
    rows.push_back({format("{}/{}", one.topic, one.partition), std::to_string(one.place), std::to_string(one.head),
                    std::to_string(one.lag_events), format("{:.1f} s", one.lag_seconds), std::to_string(one.attempts),
                    one.retry_at ? to_string(*one.retry_at) : "", painted(one.error, Paint::bad)});
  }
  print_table({"PARTITION", "PLACE", "HEAD", "BEHIND", "FOR", "ATTEMPTS", "NEXT", "ERROR"}, rows);
}

Result<void> show_groups(const events::Groups& groups, const std::string& name, bool as_json) {
  if (name.empty()) {
    const auto all = groups.list();
    if (!all) return all.error();
    as_json ? static_cast<void>(std::puts(json::to_json(*all).c_str())) : print_groups(*all);
    return {};
  }
  const auto group = groups.find(name);
  if (!group) return group.error();
  if (as_json) {
    std::puts(json::to_json(*group).c_str());
    return {};
  }
  print_groups({*group});
  print_partitions(*group);
  return {};
}

using Change = Result<void> (admin::Operations::*)(const std::string&);

int change(const CommandLine& line, Change deed) {
  return in_house(line, [&](House& house) -> Result<void> {
    const auto name = argument(line);
    if (name.empty()) return usage_error("which group? kontor events groups lists them");
    if (auto done = (house.operations().*deed)(name); !done) return done;
    return show_groups(house.groups(), name, line.has("json"));
  });
}

}  // namespace

int groups(const CommandLine& line) {
  return in_house(line, [&](House& house) { return show_groups(house.groups(), argument(line), line.has("json")); });
}

int pause(const CommandLine& line) {
  return change(line, &admin::Operations::pause);
}

int resume(const CommandLine& line) {
  return change(line, &admin::Operations::resume);
}

int forget(const CommandLine& line) {
  return in_house(line, [&](House& house) -> Result<void> {
    const auto name = argument(line);
    if (name.empty()) return usage_error("which group? kontor events groups lists them");
    if (auto done = house.operations().forget(name); !done) return done;
    const auto text =
        line.has("json") ? json::to_json(std::vector<std::string>{name}) : format("{} is forgotten.", name);
    std::puts(text.c_str());
    return {};
  });
}

}  // namespace kontor::app::events_command
