#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/db/database.hpp"
#include "kernel/jobs/when.hpp"

namespace kontor::jobs {

// One run of a job, as its function sees it.
class JobRun {
 public:
  JobRun(std::string job, Timestamp scheduled, std::int64_t fence, Deadline deadline)
      : job_(std::move(job)), scheduled_(scheduled), fence_(fence), deadline_(deadline) {}

  const std::string& job() const { return job_; }
  // When it was due: of several that were missed, the first.
  Timestamp scheduled() const { return scheduled_; }
  // When it should have ended. A run that goes on keeps its lease, so it never runs twice, and is seen as running.
  Deadline deadline() const { return deadline_; }
  // The program stops, the deadline has passed, or another instance has taken over: to be asked between two pieces of
  // work.
  bool stop_requested() const { return stop_ || deadline_.passed(); }

  // Whether this run still has its lease, and keeps it until the transaction ends. A run that was paused past its lease
  // may find that another instance did its work: what must not happen twice asks this in the transaction that does it,
  // and returns an Error for false. One round trip.
  bool holds_lease(db::Tx& tx) const;

  std::int64_t fence() const { return fence_; }
  void request_stop() { stop_ = true; }

 private:
  std::string job_;
  Timestamp scheduled_;
  std::int64_t fence_;
  Deadline deadline_;
  std::atomic<bool> stop_{false};
};

enum class Missed {
  catch_up,  // what was missed while no instance ran is made up for once, however many times it was
  skip,      // what is late by more than the settings' late_seconds waits for its next time
};

// Something to be done at certain times, once across all instances. Built by a module, handed to the Scheduler by the
// composition root. An instance that dies while it runs a job has it done again by another, so what is done twice has
// to be harmless or fenced (JobRun::holds_lease).
struct Job {
  std::string name;  // <module>.<what>, for good: it is the key of its plan in the database
  When when;
  // Outside of any transaction; may block. An Error or an exception is recorded, and the next time stays as planned.
  std::function<Result<void>(const JobRun&)> run;
  Missed missed = Missed::catch_up;
  std::chrono::seconds timeout = std::chrono::minutes(10);
};

}  // namespace kontor::jobs
