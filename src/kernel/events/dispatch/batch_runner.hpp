#pragma once

#include <atomic>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/events/dispatch/group_metrics.hpp"
#include "kernel/events/dispatch/ready_queue.hpp"
#include "kernel/events/group.hpp"
#include "kernel/events/settings.hpp"
#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/tracer.hpp"

namespace kontor::events {

// Takes a batch, runs the group's handlers and commits, in one transaction; and decides what a failure means:
//
//   the handlers' Error or exception, a broken rule of the data   the event's: its events run alone, then it counts
//   a statement or lock that took too long                        the same: else such an event would block for good
//   collisions in every attempt                                   nobody's: its events run alone, nothing is counted
//   the database is away, the answer to COMMIT lost               nobody's: the dispatcher pauses and takes it again
//   sessions lost thrice in a row while an event was handled      the event's
class BatchRunner {
 public:
  BatchRunner(db::Database bus, const EventSettings& settings, const telemetry::Log& logger, telemetry::Tracer tracer);

  // Several partitions of the group, in one transaction; where that fails, each in one of its own. Blocks for as long
  // as the handlers take. Safe from several threads with different seats. Does not throw.
  std::vector<ReadyQueue::Rest> run(std::span<Seat* const> seats, const Group& group, GroupMetrics& metrics);
  ReadyQueue::Rest run(Seat& seat, const Group& group, GroupMetrics& metrics);

 private:
  enum class End { nothing, handled, failed, contended, lost, broken };
  struct Attempt {
    End end = End::nothing;
    store::Taken taken;
    Error error{ErrorKind::internal, "", ""};
  };
  struct Work {
    Seat& seat;
    const Group& group;
    GroupMetrics& metrics;
  };

  using Takings = std::vector<std::optional<store::Taken>>;  // of each seat
  std::optional<Takings> transact_together(std::span<Seat* const> seats, const Group& group, GroupMetrics& metrics);

  Attempt attempt(const Work& work);
  Attempt transact(const Work& work, int most);
  Result<void> handle(db::Tx& tx, const Work& work, std::span<const Event> events) const;

  ReadyQueue::Rest settle(const Work& work, const Attempt& attempt);
  ReadyQueue::Rest after_success(const Work& work, const store::Taken& taken);
  ReadyQueue::Rest after_failure(const Work& work, const Attempt& attempt);
  ReadyQueue::Rest after_loss(const Work& work, const Attempt& attempt);
  ReadyQueue::Rest count_failure(const Work& work, const Attempt& attempt);
  void tell(const Work& work, const Attempt& attempt, const store::Verdict& verdict) const;

  db::Database bus_;
  const EventSettings settings_;
  const telemetry::Log& logger_;
  telemetry::Tracer tracer_;
  std::atomic<int> losses_in_a_row_{0};
};

}  // namespace kontor::events
