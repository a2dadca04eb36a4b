#include <chrono>
#include <cstdio>
#include <thread>

#include "app/actions.hpp"
#include "app/events/actions.hpp"
#include "app/terminal.hpp"
#include "kernel/core/format.hpp"
#include "kernel/json/json.hpp"

namespace kontor::app::events_command {

namespace {

constexpr auto kReplayPause = std::chrono::milliseconds(200);
constexpr auto kPatience = std::chrono::seconds(10);  // without any progress

Result<std::optional<Timestamp>> time_from(const CommandLine& line) {
  if (!line.has("from")) return std::optional<Timestamp>();
  auto time = parse_timestamp(line.option("from", ""));
  if (!time) return usage_error("--from takes a time such as 2026-03-01T09:30:00Z");
  return time;
}

void print_plan(const events::ReplayPlan& plan, bool dry) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& part : plan.parts) {
    if (part.events > 0) rows.push_back({format("{}/{}", part.topic, part.partition), std::to_string(part.events)});
  }
  print_table({"PARTITION", "EVENTS"}, rows);
  std::puts(format("{} {} events to {}; {} before the time are left out, {} dead letters are forgotten.",
                   dry ? "Would bring" : "Brings", plan.events, plan.group, plan.left_out, plan.dead_letters)
                .c_str());
}

// Until the group has caught up with the plan; gives up where nobody works on it.
Result<void> watch(const events::Groups& groups, const events::ReplayPlan& plan) {
  ProgressBar bar(plan.group);
  std::int64_t handled = -1;
  for (auto moved = std::chrono::steady_clock::now();;) {
    const auto progress = groups.progress(plan);
    if (!progress) return progress.error();
    bar.update(static_cast<std::uint64_t>(progress->handled), static_cast<std::uint64_t>(progress->total));
    if (progress->finished) return {};
    const auto now = std::chrono::steady_clock::now();
    if (progress->handled != handled) moved = now;
    if (now - moved > kPatience) {
      return unavailable(
          "nothing moved for 10 s: it goes on by itself where a server runs and the group is not paused");
    }
    handled = progress->handled;
    std::this_thread::sleep_for(kReplayPause);
  }
}

}  // namespace

int replay(const CommandLine& line) {
  return in_house(line, [&](House& house) -> Result<void> {
    const auto name = argument(line);
    if (name.empty()) return usage_error("which group? kontor events groups lists them");
    const auto from = time_from(line);
    if (!from) return from.error();
    const bool dry = line.has("dry-run");
    const auto plan = dry ? house.groups().plan_replay(name, *from) : house.operations().replay(name, *from);
    if (!plan) return plan.error();
    if (line.has("json")) {
      std::puts(json::to_json(*plan).c_str());
    } else {
      print_plan(*plan, dry);
    }
    std::fflush(stdout);
    return dry || line.has("no-wait") ? Result<void>() : watch(house.groups(), *plan);
  });
}

}  // namespace kontor::app::events_command
