#pragma once

#include <chrono>
#include <optional>

#include "kernel/core/time.hpp"
#include "kernel/jobs/job.hpp"

namespace kontor::jobs {

// What the plan says of a job that is due. Times by the database's clock.
struct Due {
  std::optional<Timestamp> running_for;  // a run that was left behind: its lease is over
  std::optional<Timestamp> next_at;
  std::optional<Timestamp> asked_at;
  Timestamp now;
};

struct Turn {
  std::optional<Timestamp> run_for;  // nullopt: nothing is run, what was missed is skipped
  bool plan_again = false;           // the planned time is used up
  bool keeps_asked = false;
};

// What is to be done with it. A run that was left behind is done again first; a job that was asked for and is planned
// at once runs once for both.
Turn turn_of(const Due& due, Missed missed, std::chrono::seconds late);

// The next time of an interval after `now`, counted from `anchor`.
Timestamp next_of_interval(std::chrono::seconds interval, Timestamp anchor, Timestamp now);

}  // namespace kontor::jobs
