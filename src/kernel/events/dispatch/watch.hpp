#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/dispatch/at_once.hpp"
#include "kernel/events/dispatch/group_metrics.hpp"
#include "kernel/events/dispatch/ready_queue.hpp"
#include "kernel/events/group.hpp"
#include "kernel/events/log.hpp"
#include "kernel/events/settings.hpp"
#include "kernel/events/store/deliveries.hpp"
#include "kernel/telemetry/log.hpp"

namespace kontor::events {

// What the dispatcher does beside the workers, on one thread: registers the groups once the database is there, looks
// in one statement for what no wake-up told of, says that the program is there, measures how far the groups are behind,
// and tidies.
class Watch {
 public:
  Watch(Log& log, db::Database bus, const std::vector<Group>& groups, const EventSettings& settings,
        const telemetry::Log& logger, std::deque<GroupMetrics>& metrics, ReadyQueue& queue, AtOnce& at_once);

  void run();  // until stop()
  void stop();

  // Safe from any thread.
  Result<void> check() const;

 private:
  using Moment = std::chrono::steady_clock::time_point;

  struct Standing {
    bool paused = false;
    std::int64_t events = 0;
    std::int64_t seconds = 0;
  };

  template <class Step>
  void carefully(Step step) const;  // logs what goes wrong
  Result<void> turn();
  Result<std::vector<Seat>> register_groups();
  Result<void> look();
  Result<void> measure();
  Result<void> attend();
  Result<void> leave();
  store::Attendance attendance() const;
  Result<void> tidy();
  void show(std::size_t group, const Standing& standing);
  bool sleep(std::chrono::milliseconds pause);  // false: stopped

  Log& log_;
  db::Database bus_;
  const std::vector<Group>& groups_;
  const EventSettings settings_;
  const telemetry::Log& logger_;
  std::deque<GroupMetrics>& metrics_;
  ReadyQueue& queue_;
  AtOnce& at_once_;
  const Uuid instance_ = Uuid::generate();
  std::vector<int> group_ids_;  // empty: not registered yet
  Moment next_measure_ = {};
  Moment next_sign_ = {};
  int turns_until_tidy_ = 0;
  std::atomic<Moment> looked_at_;
  mutable std::mutex mutex_;
  std::vector<Standing> standings_;  // of the groups
  std::condition_variable stopped_;
  bool stop_ = false;
};

}  // namespace kontor::events
