#include "kernel/http/edge/worker_pool.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

#include "kernel/core/giving_way.hpp"

namespace kontor::http {

using std::chrono::milliseconds;

namespace {

constexpr int kNicer = 10;  // a tenth of the processor against one thread that wants all of it
constexpr int kNicest = 19;
constexpr std::chrono::seconds kLongestRetry{60};
constexpr int kForAllOfEachProcessor = 4;

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

bool is_below_checkout(Priority priority) {
  return priority < Priority::checkout;
}

int workers_for_all(const HttpSettings& settings) {
  const int processors = static_cast<int>(std::thread::hardware_concurrency());
  const int by_processors = std::max(processors, 1) * kForAllOfEachProcessor;
  return std::min(settings.workers_for_all > 0 ? settings.workers_for_all : by_processors, settings.workers);
}

}  // namespace

WorkerPool::Size WorkerPool::size_of(Lane lane, const HttpSettings& settings) {
  if (lane == Lane::heavy) {
    return {settings.heavy_workers, settings.heavy_workers, settings.heavy_queue, settings.heavy_shed_target_ms};
  }
  return {settings.workers, workers_for_all(settings), settings.worker_queue, settings.shed_target_ms};
}

WorkerPool::WorkerPool(Lane lane, const HttpSettings& settings, telemetry::Metrics& metrics)
    : WorkerPool(lane, size_of(lane, settings), settings, metrics) {}

WorkerPool::WorkerPool(Lane lane, const Size& size, const HttpSettings& settings, telemetry::Metrics& metrics)
    : lane_(lane),
      queue_(static_cast<std::size_t>(size.queue), milliseconds(settings.queue_patience_ms)),
      shedder_(milliseconds(size.shed_target_ms), milliseconds(settings.shed_interval_ms), kSheddablePriorities),
      all_(static_cast<std::size_t>(size.threads)),
      for_all_(static_cast<std::size_t>(size.for_all)),
      idle_(all_),
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
  threads_.reserve(all_);
  for (std::size_t i = 0; i < all_; ++i) threads_.emplace_back([this] { serve(); });
}

WorkerPool::~WorkerPool() {
  stop();
}

// Nobody is woken for a job that has to wait until another one ends: who runs that looks for more. So while any worker
// sleeps, at least as many are awake and free as there are jobs that may be taken.
WorkerPool::Entry WorkerPool::submit(Job& job, Priority priority) {
  bool takeable = false;
  {
    const std::lock_guard lock(mutex_);
    const auto now = TimePoint::clock::now();
    const auto wait = foreseen_wait(priority, now);
    // An idle worker is about to take one, so that a full queue still serves.
    if (stopping_ || !queue_.has_room_for(priority, idle_for(priority))) {
      return {Entry::Outcome::full, retry_after(wait)};
    }
    const bool admitted = shedder_.admits(index_of(priority), wait, now);
    if (admitted) queue_.push(job, priority, now);
    show(now);
    if (!admitted) return {Entry::Outcome::shed, retry_after(wait)};
    takeable = !is_below_checkout(priority) || waiting_below_checkout(Priority::analytics) <= places_below_checkout();
  }
  if (takeable) wake_.notify_one();
  return {};
}

// How many more may begin that are less important than a checkout. Checkouts under way are among the workers for all;
// where they are all of them, one of the others goes on.
std::size_t WorkerPool::places_below_checkout() const {
  const std::size_t busy = all_ - idle_;
  const std::size_t left = for_all_ - std::min(for_all_, busy);
  return busy_below_checkout_ == 0 ? std::max<std::size_t>(left, 1) : left;
}

// What a free worker may take now.
Priority WorkerPool::least_takeable() const {
  return places_below_checkout() > 0 ? Priority::analytics : Priority::checkout;
}

std::size_t WorkerPool::waiting_below_checkout(Priority from) const {
  return queue_.waiting_before(from) - queue_.waiting_before(Priority::checkout);
}

// Workers that would take such work at once; what waits and is more important has them first.
std::size_t WorkerPool::free_below_checkout() const {
  const std::size_t spoken_for = std::min(idle_, queue_.waiting_before(Priority::checkout));
  return std::min(idle_ - spoken_for, places_below_checkout());
}

std::size_t WorkerPool::idle_for(Priority priority) const {
  return is_below_checkout(priority) ? free_below_checkout() : idle_;
}

// The pace tells how long a newcomer would wait. It knows nothing of what comes later and goes before a low priority,
// nor of workers that stand still; then the oldest has waited longer than the pace promised. Half of its age counts: on
// the target the pace decides. A checkout does not wait for what is below it, which has a pace of its own.
std::chrono::nanoseconds WorkerPool::foreseen_wait(Priority priority, TimePoint now) const {
  const auto behind = [](const resilience::DrainPace& pace, std::size_t waiting, std::size_t idle) {
    return pace.wait_behind(waiting - std::min(waiting, idle));
  };
  auto foreseen = behind(pace_, queue_.waiting_before(std::max(priority, Priority::checkout)), idle_);
  if (is_below_checkout(priority)) {
    foreseen += behind(pace_below_checkout_, waiting_below_checkout(priority), free_below_checkout());
  }
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
  while (const auto taken = take(lock)) {
    lock.unlock();
    busy_gauge_.add(1);
    {
      const GivingWay scope(is_below_checkout(taken->priority));
      taken->job->run();
    }
    busy_gauge_.add(-1);
    lock.lock();
    ++idle_;
    if (is_below_checkout(taken->priority)) --busy_below_checkout_;
  }
}

std::optional<JobQueue::Taken> WorkerPool::take(std::unique_lock<std::mutex>& lock) {
  wake_.wait(lock, [this] { return stopping_ || queue_.waiting_before(least_takeable()) > 0; });
  if (stopping_) return std::nullopt;
  const auto now = TimePoint::clock::now();
  const auto taken = queue_.pop(now, least_takeable());
  --idle_;
  if (is_below_checkout(taken.priority)) {
    ++busy_below_checkout_;
    pace_below_checkout_.took(now, waiting_below_checkout(Priority::analytics) > 0);
  } else {
    pace_.took(now, queue_.waiting_before(Priority::checkout) > 0);
  }
  if (queue_.empty()) shedder_.drained();
  wait_seconds_[index_of(taken.priority)]->observe(std::chrono::duration<double>(taken.waited).count());
  show(now);
  return taken;
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
