#include "kernel/core/failpoint.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"

namespace kontor {

namespace {

enum class Action { exit, fail, hang };

struct Armed {
  std::string name;
  Action action;
  std::int64_t passes_left;
  std::optional<std::chrono::seconds> longest = {};  // of a hang
};

// The process has one set of armed points, as it has one life.
std::atomic<bool> any_armed{false};
std::mutex mutex;
std::condition_variable disarmed;
std::vector<Armed> armed;

std::optional<Action> action_of(std::string_view word) {
  if (word == "exit") return Action::exit;
  if (word == "fail") return Action::fail;
  if (word == "hang") return Action::hang;
  return std::nullopt;
}

// `exit`, `fail`, `hang`, `hang:5`.
std::optional<Armed> parse_action(std::string_view text) {
  const auto colon = text.find(':');
  const auto action = action_of(text.substr(0, colon));
  if (!action) return std::nullopt;
  if (colon == std::string_view::npos) return Armed{{}, *action, 1};
  const auto seconds = text::parse_int(text.substr(colon + 1));
  if (*action != Action::hang || !seconds || *seconds < 1) return std::nullopt;
  return Armed{{}, *action, 1, std::chrono::seconds(*seconds)};
}

std::optional<Armed> parse_step(std::string_view step) {
  const auto equals = step.find('=');
  if (equals == std::string_view::npos || equals == 0) return std::nullopt;
  const auto at = step.find('@', equals);
  auto parsed = parse_action(step.substr(equals + 1, at == std::string_view::npos ? at : at - equals - 1));
  const auto pass =
      at == std::string_view::npos ? std::optional<std::int64_t>(1) : text::parse_int(step.substr(at + 1));
  if (!parsed || !pass || *pass < 1) return std::nullopt;
  parsed->name = step.substr(0, equals);
  parsed->passes_left = *pass;
  return parsed;
}

// What is due at this pass, at most once each. Every step of the name counts it.
std::optional<Armed> due(std::string_view name) {
  std::optional<Armed> found;
  for (auto& one : armed) {
    if (one.name == name && one.passes_left > 0 && --one.passes_left == 0 && !found) found = one;
  }
  return found;
}

void act(const Armed& due, std::unique_lock<std::mutex>& lock) {
  const auto is_over = [] { return !any_armed; };
  switch (due.action) {
    case Action::exit:
      ::kill(::getpid(), SIGKILL);
      break;
    case Action::fail:
      throw FailpointHit("failpoint " + due.name);
    case Action::hang:
      if (due.longest) {
        disarmed.wait_for(lock, *due.longest, is_over);
      } else {
        disarmed.wait(lock, is_over);
      }
      break;
  }
}

}  // namespace

Result<void> failpoints::arm(std::string_view plan) {
  std::vector<Armed> steps;
  for (std::size_t start = 0; start < plan.size();) {
    const auto end = std::min(plan.find(',', start), plan.size());
    const auto step = plan.substr(start, end - start);
    auto parsed = parse_step(step);
    if (!parsed) {
      return Error{ErrorKind::invalid, "usage", format("{} is not name=exit|fail|hang[:seconds][@pass]", step)};
    }
    steps.push_back(*std::move(parsed));
    start = end + 1;
  }
  const std::lock_guard lock(mutex);
  armed.insert(armed.end(), steps.begin(), steps.end());
  any_armed = !armed.empty();
  return {};
}

void failpoints::disarm() {
  const std::lock_guard lock(mutex);
  armed.clear();
  any_armed = false;
  disarmed.notify_all();
}

void pass(const Failpoint& point) {
  if (!any_armed.load(std::memory_order_relaxed)) return;
  std::unique_lock lock(mutex);
  if (const auto reached = due(point.name)) act(*reached, lock);
}

}  // namespace kontor
