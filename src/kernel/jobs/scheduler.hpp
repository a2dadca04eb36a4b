#pragma once

#include <memory>
#include <vector>

#include "kernel/jobs/job.hpp"
#include "kernel/jobs/schedules.hpp"
#include "kernel/jobs/settings.hpp"
#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "kernel/telemetry/tracer.hpp"

namespace kontor::jobs {

// Runs jobs when they are due, once across all instances on this database: the instance that takes a due job holds a
// lease on it with a number (the fence) that grows each time it is taken, renews the lease while the job runs outside
// of any transaction, and records the outcome only if the fence is still its own. A lease that ran out is taken over.
class Scheduler {
 public:
  // What it is given has to outlive it; names have to be unique.
  Scheduler(Schedules& schedules, std::vector<Job> jobs, const JobSettings& settings, const telemetry::Log& log,
            telemetry::Metrics& metrics, telemetry::Tracer tracer = {});
  ~Scheduler();  // as stop()

  // Plans what is new or changed and begins to run what is due. `invalid` with unknown_time_zone for a zone that the
  // database does not know; then nothing was started. A database that is away is no failure: it is asked again until it
  // is there, and an unknown zone then is logged.
  Result<void> start();
  // Asks running jobs to stop, waits for them and records how they ended. May be repeated.
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kontor::jobs
