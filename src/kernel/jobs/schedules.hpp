#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/db/database.hpp"
#include "kernel/json/describe.hpp"

namespace kontor::jobs {

// A job as an operator sees it.
struct JobState {
  std::string name;
  std::string timing;                      // When::text()
  std::string missed;                      // catch_up, skip
  bool known = true;                       // to the program that started last; nobody runs what is not
  std::optional<Timestamp> next_at;        // null: nothing planned
  std::optional<Timestamp> asked_at;       // to be run out of turn
  std::optional<Timestamp> running_since;  // null: not running
  std::string holder;                      // host:process that runs it or ran it last
  std::optional<Timestamp> last_started_at;
  std::optional<Timestamp> last_ended_at;
  std::string last_outcome;  // succeeded, failed, skipped; empty: never ran
  std::string last_error;
  std::int64_t runs = 0;  // that came to an end
};
KONTOR_DESCRIBE(JobState, name, timing, missed, known, next_at, asked_at, running_since, holder, last_started_at,
                last_ended_at, last_outcome, last_error, runs)

// The plan in the database, for whoever looks at it or changes it by hand. Safe from any thread; blocks.
class Schedules {
 public:
  // `jobs` acts as the role of the kernel's schema `jobs`.
  explicit Schedules(db::Database jobs) : jobs_(std::move(jobs)) {}

  // By name. `unavailable` when the database cannot be asked.
  Result<std::vector<JobState>> list() const;

  // Makes a job due, beside its plan; one that runs is run once more. `not_found` for a name that was never planned,
  // `conflict` with unknown_job for one that the program no longer has.
  // `along` is done in the same transaction where the job was found: for who accounts for it.
  using Along = std::function<void(db::Tx&)>;
  Result<void> run_now(std::string_view name, const Along& along = {});

  // `heard` is called on the calling thread after run_now. To be called before the first run_now; the
  // scheduler does when it is made.
  void on_asked(std::function<void()> heard) { heard_ = std::move(heard); }
  db::Database& database() { return jobs_; }

 private:
  db::Database jobs_;
  std::function<void()> heard_;
};

}  // namespace kontor::jobs
