#include <array>
#include <cstdio>

#include "app/actions.hpp"
#include "app/commands.hpp"
#include "app/errands_actions.hpp"
#include "app/terminal.hpp"
#include "kernel/core/format.hpp"
#include "kernel/json/json.hpp"

namespace kontor::app {

namespace {

std::string text_of(const std::optional<Timestamp>& time) {
  return time ? to_string(*time) : "";
}

void print_jobs(const std::vector<jobs::JobState>& all) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& job : all) {
    const auto outcome = job.running_since ? "running" : job.last_outcome;
    rows.push_back({job.name, job.timing, text_of(job.next_at), text_of(job.last_started_at), outcome,
                    std::to_string(job.runs), painted(job.last_error, Paint::bad)});
  }
  print_table({"JOB", "WHEN", "NEXT", "LAST", "OUTCOME", "RUNS", "ERROR"}, rows);
}

int list_jobs(const CommandLine& line) {
  return in_house(line, [&](House& house) -> Result<void> {
    const auto all = house.schedules().list();
    if (!all) return all.error();
    if (line.has("json")) {
      std::puts(json::to_json(*all).c_str());
    } else {
      print_jobs(*all);
    }
    return {};
  });
}

int run_job(const CommandLine& line) {
  return in_house(line, [&](House& house) -> Result<void> {
    const auto name = argument(line);
    if (name.empty()) return usage_error("which job? kontor jobs list names them");
    if (auto done = house.operations().run_now(name); !done) return done;
    const auto text = line.has("json") ? json::to_json(std::vector<std::string>{name}) : format("{} is due now.", name);
    std::puts(text.c_str());
    return {};
  });
}

constexpr std::array kJobsActions{
    Action{"list", "", "all jobs: when they ran last, when they run next", &list_jobs},
    Action{"run", "NAME", "run a job now, beside its plan", &run_job},
    Action{"errands", "", "what is done outside of transactions, the oldest first", &errands_actions::list},
    Action{"retry-errand", "ID", "give an errand that was given up all its attempts again", &errands_actions::retry},
    Action{"drop-errand", "ID", "close an errand that was given up for good", &errands_actions::drop},
};

}  // namespace

int jobs(const CommandLine& line) {
  return run_action("jobs", kJobsActions, line);
}

}  // namespace kontor::app
