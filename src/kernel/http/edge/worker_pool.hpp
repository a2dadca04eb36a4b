#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <thread>
#include <vector>

#include "kernel/telemetry/metrics.hpp"

namespace kontor::http {

// A fixed number of threads and a bounded queue in front of them. Safe from any thread.
class WorkerPool {
 public:
  class Job {
   public:
    virtual ~Job() = default;
    virtual void run() = 0;  // never throws
  };

  WorkerPool(int threads, int queue_limit, telemetry::Metrics& metrics);
  ~WorkerPool();  // as stop()

  // Does not own the job, which must live until it ran or the pool stopped. False: the queue is full, or the pool
  // stops. Does not block.
  bool submit(Job& job);
  // Drops what waits and takes nothing more; does not block.
  void close();
  // As close(), then blocks until what runs has ended. May be repeated, but by one thread only.
  void stop();

 private:
  void serve();
  Job* take(std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Job*> ring_;
  std::size_t first_ = 0;
  std::size_t waiting_ = 0;
  std::size_t idle_ = 0;
  bool stopping_ = false;
  telemetry::Gauge& queue_gauge_;
  telemetry::Gauge& busy_gauge_;
  std::vector<std::thread> threads_;
};

}  // namespace kontor::http
