#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "kernel/http/edge/job_queue.hpp"
#include "kernel/http/settings.hpp"
#include "kernel/resilience/queue_time.hpp"
#include "kernel/telemetry/metrics.hpp"

namespace kontor::http {

// A fixed number of threads and a bounded queue in front of them, which refuses the less important work first when
// waits grow long. Some threads of the standard lane are for all; where so many are busy, nothing less important than a
// checkout begins any more, but for one. The threads of the heavy lane leave the processors to all others who want
// them. Safe from any thread.
class WorkerPool {
 public:
  using Job = JobQueue::Job;

  struct Entry {
    enum class Outcome { accepted, shed, full };

    Outcome outcome = Outcome::accepted;
    int retry_after_seconds = 0;  // of one that was refused: until then what waits now is done, if the pace stays

    bool accepted() const { return outcome == Outcome::accepted; }
  };

  WorkerPool(Lane lane, const HttpSettings& settings, telemetry::Metrics& metrics);
  ~WorkerPool();  // as stop()

  // Does not own the job, which must live until it ran or the pool stopped. A pool that stops is full. Does not block.
  Entry submit(Job& job, Priority priority);
  // Drops what waits and takes nothing more; does not block.
  void close();
  // As close(), then blocks until what runs has ended. May be repeated, but by one thread only.
  void stop();

 private:
  using TimePoint = JobQueue::TimePoint;

  struct Size {
    int threads;
    int for_all;  // of the threads
    int queue;
    int shed_target_ms;
  };
  static Size size_of(Lane lane, const HttpSettings& settings);
  WorkerPool(Lane lane, const Size& size, const HttpSettings& settings, telemetry::Metrics& metrics);

  void serve();
  std::optional<JobQueue::Taken> take(std::unique_lock<std::mutex>& lock);
  std::size_t places_below_checkout() const;
  Priority least_takeable() const;
  std::size_t waiting_below_checkout(Priority from) const;
  std::size_t free_below_checkout() const;
  std::size_t idle_for(Priority priority) const;
  std::chrono::nanoseconds foreseen_wait(Priority priority, TimePoint now) const;
  void show(TimePoint now);

  const Lane lane_;
  std::mutex mutex_;
  std::condition_variable wake_;
  JobQueue queue_;
  resilience::DrainPace pace_;
  resilience::DrainPace pace_below_checkout_;
  resilience::QueueTimeShedder shedder_;
  const std::size_t all_;
  const std::size_t for_all_;
  std::size_t idle_;
  std::size_t busy_below_checkout_ = 0;
  bool stopping_ = false;
  telemetry::Gauge& queue_gauge_;
  telemetry::Gauge& busy_gauge_;
  telemetry::Gauge& level_gauge_;
  std::array<telemetry::Histogram*, kPriorities> wait_seconds_{};
  std::vector<std::thread> threads_;
};

// The pools of a server, one for each lane.
class WorkerPools {
 public:
  WorkerPools(const HttpSettings& settings, telemetry::Metrics& metrics)
      : standard_(Lane::standard, settings, metrics), heavy_(Lane::heavy, settings, metrics) {}

  WorkerPool& of(Lane lane) { return lane == Lane::heavy ? heavy_ : standard_; }

  // As those of each pool.
  void close();
  void stop();

 private:
  WorkerPool standard_;
  WorkerPool heavy_;
};

}  // namespace kontor::http
