#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/jobs/job.hpp"

namespace kontor::jobs {

struct TakenJob {
  const Job* job = nullptr;
  std::optional<Timestamp> run_for;  // nullopt: what was missed was skipped
  std::int64_t fence = 0;
};

// The statements of jobs.schedule for the jobs of one program. Errors as of Database::transact.
class ScheduleRows {
 public:
  struct Terms {
    std::chrono::seconds lease;
    std::chrono::seconds late;
    std::string holder;
  };
  ScheduleRows(db::Database database, const std::vector<Job>& jobs, Terms terms);

  // Writes down the program's jobs; plans those that are new or whose timing changed. `invalid` with unknown_time_zone.
  Result<void> plan();

  // What this program runs.
  struct Held {
    std::vector<std::string> names;
    std::vector<std::int64_t> fences;
  };
  // The one that has been due for longest, if any: leased, or skipped. None of those that the program runs itself:
  // their leases may be over where the database's clock was set ahead or the machine slept.
  Result<std::optional<TakenJob>> take_due(const Held& held);
  // Until a job that is not held is due or the lease of one ends; nullopt: never.
  Result<std::optional<std::chrono::milliseconds>> until_due(const Held& held) const;

  using Lease = std::pair<std::string, std::int64_t>;  // name and fence
  // Those whose fence still holds. Waits for nobody's transaction, not even a run's own that holds its lease.
  Result<std::vector<Lease>> renew(const Held& held);
  // False: the fence does not hold any more.
  Result<bool> finish(const JobRun& run, const Result<void>& outcome);

 private:
  Result<void> refuse_unknown_zones(db::Tx& tx) const;
  TakenJob take(db::Tx& tx, const db::Row& row) const;
  const Job& job_named(std::string_view name) const;

  db::Database database_;
  const std::vector<Job>& jobs_;
  std::vector<std::string> names_;
  Terms terms_;
};

}  // namespace kontor::jobs
