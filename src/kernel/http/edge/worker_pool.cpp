#include "kernel/http/edge/worker_pool.hpp"

namespace kontor::http {

WorkerPool::WorkerPool(int threads, int queue_limit, telemetry::Metrics& metrics)
    : ring_(static_cast<std::size_t>(queue_limit) + static_cast<std::size_t>(threads)),
      queue_gauge_(metrics.gauge("kontor_http_worker_queue", "Requests that wait for a worker.")),
      busy_gauge_(metrics.gauge("kontor_http_workers_busy", "Workers that run a request.")) {
  idle_ = static_cast<std::size_t>(threads);
  threads_.reserve(idle_);
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { serve(); });
}

WorkerPool::~WorkerPool() {
  stop();
}

bool WorkerPool::submit(Job& job) {
  {
    const std::lock_guard lock(mutex_);
    // An idle worker is about to take one, so that a queue of length 0 still serves.
    if (stopping_ || waiting_ >= ring_.size() - threads_.size() + idle_) return false;
    ring_[(first_ + waiting_++) % ring_.size()] = &job;
    queue_gauge_.set(static_cast<std::int64_t>(waiting_));
  }
  wake_.notify_one();
  return true;
}

void WorkerPool::close() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  waiting_ = 0;
  queue_gauge_.set(0);
  wake_.notify_all();
}

void WorkerPool::stop() {
  close();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void WorkerPool::serve() {
  std::unique_lock lock(mutex_);
  while (Job* job = take(lock)) {
    lock.unlock();
    busy_gauge_.add(1);
    job->run();
    busy_gauge_.add(-1);
    lock.lock();
    ++idle_;
  }
}

WorkerPool::Job* WorkerPool::take(std::unique_lock<std::mutex>& lock) {
  wake_.wait(lock, [this] { return stopping_ || waiting_ > 0; });
  if (stopping_) return nullptr;
  Job* job = ring_[first_];
  first_ = (first_ + 1) % ring_.size();
  --waiting_;
  --idle_;
  queue_gauge_.set(static_cast<std::int64_t>(waiting_));
  return job;
}

}  // namespace kontor::http
