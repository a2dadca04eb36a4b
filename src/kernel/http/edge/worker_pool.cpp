#include "kernel/http/edge/worker_pool.hpp"

#include <algorithm>

namespace kontor::http {

using std::chrono::milliseconds;

WorkerPool::WorkerPool(const HttpSettings& settings, telemetry::Metrics& metrics)
    : queue_(static_cast<std::size_t>(settings.worker_queue), milliseconds(settings.queue_patience_ms)),
      shedder_(milliseconds(settings.shed_target_ms), milliseconds(settings.shed_interval_ms), kSheddablePriorities),
      idle_(static_cast<std::size_t>(settings.workers)),
      queue_gauge_(metrics.gauge("kontor_http_worker_queue", "Requests that wait for a worker.")),
      busy_gauge_(metrics.gauge("kontor_http_workers_busy", "Workers that run a request.")),
      level_gauge_(metrics.gauge("kontor_http_shed_level", "Priorities that are refused where they would wait.")) {
  for (std::size_t i = 0; i < kPriorities; ++i) {
    wait_seconds_[i] =
        &metrics.histogram("kontor_http_queue_seconds", "How long requests waited for a worker.",
                           telemetry::latency_bounds_seconds(), {{"priority", std::string(kPriorityNames[i])}});
  }
  threads_.reserve(idle_);
  for (int i = 0; i < settings.workers; ++i) threads_.emplace_back([this] { serve(); });
}

WorkerPool::~WorkerPool() {
  stop();
}

WorkerPool::Entry WorkerPool::submit(Job& job, Priority priority) {
  {
    const std::lock_guard lock(mutex_);
    const auto now = TimePoint::clock::now();
    // An idle worker is about to take one, so that a full queue still serves.
    if (stopping_ || !queue_.has_room_for(priority, idle_)) return Entry::full;
    const bool shed = sheds(priority, now);
    if (!shed) queue_.push(job, priority, now);
    show(now);
    if (shed) return Entry::shed;
  }
  wake_.notify_one();
  return Entry::accepted;
}

// The pace tells how long a newcomer would wait. It knows nothing of what comes later and goes before a low priority,
// nor of workers that stand still; then the oldest has waited longer than the pace promised. Half of its age counts: on
// the target the pace decides.
bool WorkerPool::sheds(Priority priority, TimePoint now) {
  const std::size_t waiting = queue_.waiting_before(priority);
  const auto foreseen = pace_.wait_behind(waiting - std::min(waiting, idle_));
  const auto wait = std::max(foreseen, queue_.oldest_before(priority, now) / 2);
  return !shedder_.admits(index_of(priority), wait, now);
}

void WorkerPool::show(TimePoint now) {
  queue_gauge_.set(static_cast<std::int64_t>(queue_.size()));
  level_gauge_.set(static_cast<std::int64_t>(shedder_.level(now)));
}

void WorkerPool::close() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  queue_.clear();
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
  wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
  if (stopping_) return nullptr;
  const auto now = TimePoint::clock::now();
  const auto taken = queue_.pop(now);
  --idle_;
  pace_.took(now, !queue_.empty());
  if (queue_.empty()) shedder_.drained();
  wait_seconds_[index_of(taken.priority)]->observe(std::chrono::duration<double>(taken.waited).count());
  show(now);
  return taken.job;
}

}  // namespace kontor::http
