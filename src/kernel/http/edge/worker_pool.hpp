#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <thread>
#include <vector>

#include "kernel/http/edge/job_queue.hpp"
#include "kernel/http/settings.hpp"
#include "kernel/resilience/queue_time.hpp"
#include "kernel/telemetry/metrics.hpp"

namespace kontor::http {

// A fixed number of threads and a bounded queue in front of them, which refuses the less important work first when
// waits grow long. Safe from any thread.
class WorkerPool {
 public:
  using Job = JobQueue::Job;
  enum class Entry { accepted, shed, full };

  WorkerPool(const HttpSettings& settings, telemetry::Metrics& metrics);
  ~WorkerPool();  // as stop()

  // Does not own the job, which must live until it ran or the pool stopped. A pool that stops is full. Does not block.
  Entry submit(Job& job, Priority priority);
  // Drops what waits and takes nothing more; does not block.
  void close();
  // As close(), then blocks until what runs has ended. May be repeated, but by one thread only.
  void stop();

 private:
  using TimePoint = JobQueue::TimePoint;

  void serve();
  Job* take(std::unique_lock<std::mutex>& lock);
  bool sheds(Priority priority, TimePoint now);
  void show(TimePoint now);

  std::mutex mutex_;
  std::condition_variable wake_;
  JobQueue queue_;
  resilience::DrainPace pace_;
  resilience::QueueTimeShedder shedder_;
  std::size_t idle_ = 0;
  bool stopping_ = false;
  telemetry::Gauge& queue_gauge_;
  telemetry::Gauge& busy_gauge_;
  telemetry::Gauge& level_gauge_;
  std::array<telemetry::Histogram*, kPriorities> wait_seconds_{};
  std::vector<std::thread> threads_;
};

}  // namespace kontor::http
