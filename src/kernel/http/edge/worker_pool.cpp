#include "kernel/http/edge/worker_pool.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

namespace kontor::http {

using std::chrono::milliseconds;

namespace {

constexpr int kNicer = 10;  // a tenth of the processor against one thread that wants all of it
constexpr int kNicest = 19;
constexpr std::chrono::seconds kLongestRetry{60};

// Linux has a niceness for each thread; elsewhere it is the process's, and left alone.
void yield_to_others() {
#ifdef __linux__
  const auto self = static_cast<id_t>(gettid());
  setpriority(PRIO_PROCESS, self, std::min(getpriority(PRIO_PROCESS, self) + kNicer, kNicest));
#endif
}

int retry_after(std::chrono::nanoseconds wait) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait);
  return static_cast<int>(std::clamp(seconds, std::chrono::seconds(1), kLongestRetry).count());
}

}  // namespace

WorkerPool::Size WorkerPool::size_of(Lane lane, const HttpSettings& settings) {
  if (lane == Lane::heavy) return {settings.heavy_workers, settings.heavy_queue, settings.heavy_shed_target_ms};
  return {settings.workers, settings.worker_queue, settings.shed_target_ms};
}

WorkerPool::WorkerPool(Lane lane, const HttpSettings& settings, telemetry::Metrics& metrics)
    : WorkerPool(lane, size_of(lane, settings), settings, metrics) {}

WorkerPool::WorkerPool(Lane lane, const Size& size, const HttpSettings& settings, telemetry::Metrics& metrics)
    : lane_(lane),
      queue_(static_cast<std::size_t>(size.queue), milliseconds(settings.queue_patience_ms)),
      shedder_(milliseconds(size.shed_target_ms), milliseconds(settings.shed_interval_ms), kSheddablePriorities),
      idle_(static_cast<std::size_t>(size.threads)),
      queue_gauge_(metrics.gauge("kontor_http_worker_queue", "Requests that wait for a worker, by lane.",
                                 {{"lane", std::string(name_of(lane))}})),
      busy_gauge_(metrics.gauge("kontor_http_workers_busy", "Workers that run a request, by lane.",
                                {{"lane", std::string(name_of(lane))}})),
      level_gauge_(metrics.gauge("kontor_http_shed_level",
                                 "Priorities that are refused where they would wait, by lane.",
                                 {{"lane", std::string(name_of(lane))}})) {
  for (std::size_t i = 0; i < kPriorities; ++i) {
    wait_seconds_[i] = &metrics.histogram(
        "kontor_http_queue_seconds", "How long requests waited for a worker.", telemetry::latency_bounds_seconds(),
        {{"lane", std::string(name_of(lane))}, {"priority", std::string(kPriorityNames[i])}});
  }
  threads_.reserve(idle_);
  for (int i = 0; i < size.threads; ++i) threads_.emplace_back([this] { serve(); });
}

WorkerPool::~WorkerPool() {
  stop();
}

WorkerPool::Entry WorkerPool::submit(Job& job, Priority priority) {
  {
    const std::lock_guard lock(mutex_);
    const auto now = TimePoint::clock::now();
    const auto wait = foreseen_wait(priority, now);
    // An idle worker is about to take one, so that a full queue still serves.
    if (stopping_ || !queue_.has_room_for(priority, idle_)) return {Entry::Outcome::full, retry_after(wait)};
    const bool admitted = shedder_.admits(index_of(priority), wait, now);
    if (admitted) queue_.push(job, priority, now);
    show(now);
    if (!admitted) return {Entry::Outcome::shed, retry_after(wait)};
  }
  wake_.notify_one();
  return {};
}

// The pace tells how long a newcomer would wait. It knows nothing of what comes later and goes before a low priority,
// nor of workers that stand still; then the oldest has waited longer than the pace promised. Half of its age counts: on
// the target the pace decides.
std::chrono::nanoseconds WorkerPool::foreseen_wait(Priority priority, TimePoint now) const {
  const std::size_t waiting = queue_.waiting_before(priority);
  const auto foreseen = pace_.wait_behind(waiting - std::min(waiting, idle_));
  return std::max(foreseen, queue_.oldest_before(priority, now) / 2);
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
  if (lane_ == Lane::heavy) yield_to_others();
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

void WorkerPools::close() {
  standard_.close();
  heavy_.close();
}

void WorkerPools::stop() {
  close();
  standard_.stop();
  heavy_.stop();
}

}  // namespace kontor::http
