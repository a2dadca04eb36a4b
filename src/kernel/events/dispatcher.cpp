#include "kernel/events/dispatcher.hpp"

#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

#include "kernel/core/check.hpp"
#include "kernel/events/dispatch/at_once.hpp"
#include "kernel/events/dispatch/batch_runner.hpp"
#include "kernel/events/dispatch/ready_queue.hpp"
#include "kernel/events/dispatch/watch.hpp"

namespace kontor::events {

namespace {

constexpr std::size_t kPartitionsAtOnce = 8;  // in one transaction

std::deque<GroupMetrics> metrics_of(const std::vector<Group>& groups, telemetry::Metrics& metrics) {
  std::deque<GroupMetrics> all;
  std::set<std::string> names;
  for (const auto& group : groups) {
    KONTOR_CHECK(names.insert(group.name()).second, "every group has a name of its own");
    if (const auto trouble = group.trouble()) throw std::logic_error(*trouble);
    all.emplace_back(metrics, group.name());
  }
  return all;
}

// A copy: the queue outlives the groups. What was handled at once is nothing new to who handles it at once.
ReadyQueue::Wants wants_of(const std::vector<Group>& groups) {
  std::vector<std::map<std::string, bool, std::less<>>> types;
  for (const auto& group : groups) {
    auto& wanted = types.emplace_back();
    for (const auto& message : group.messages()) wanted.emplace(message.name, false);
    for (const auto& message : group.handled_at_once()) wanted[std::string(message.name)] = true;
  }
  return [types](std::size_t group, const Appended& appended) {
    const auto wanted = types[group].find(appended.type);
    return wanted != types[group].end() && !(appended.is_handled && wanted->second);
  };
}

}  // namespace

class Dispatcher::Impl {
 public:
  Impl(Log& log, const db::Database& bus, std::vector<Group> groups, const EventSettings& settings,
       const telemetry::Log& logger, telemetry::Metrics& metrics, telemetry::Tracer tracer)
      : settings_(settings),
        groups_(std::move(groups)),
        metrics_(metrics_of(groups_, metrics)),
        at_once_(std::make_shared<AtOnce>(groups_, metrics_, tracer)),
        queue_(std::make_shared<ReadyQueue>(settings.workers, wants_of(groups_))),
        runner_(bus, settings, logger, tracer),
        watch_(log, bus, groups_, settings, logger, metrics_, *queue_, *at_once_) {
    for (std::size_t i = 0; i < groups_.size(); ++i) queue_->gather(i, groups_[i].gathering());
    // The log may be used after us, so both are shared with it.
    log.handled_by(at_once_);
    log.on_appended([queue = queue_](std::span<const Appended> appended) { queue->wake(appended); });
  }

  ~Impl() { stop(); }

  void start() {
    if (groups_.empty()) return;
    const std::lock_guard lock(mutex_);
    threads_.emplace_back([this] { watch_.run(); });
    for (int i = 0; i < settings_.workers; ++i) threads_.emplace_back([this] { work(); });
  }

  void stop() {
    at_once_->close();
    watch_.stop();
    queue_->close();
    const std::lock_guard lock(mutex_);
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }

  Result<void> check() const { return groups_.empty() ? Result<void>() : watch_.check(); }
  const std::vector<Group>& groups() const { return groups_; }

 private:
  void work() {
    for (auto seats = queue_->next_few(kPartitionsAtOnce); !seats.empty();
         seats = queue_->next_few(kPartitionsAtOnce)) {
      const auto group = seats.front()->group;
      const auto rests = runner_.run(seats, groups_[group], metrics_[group]);
      // From behind: those that nothing was left for are next.
      for (auto i = seats.size(); i-- > 0;) queue_->done(*seats[i], rests[i]);
    }
  }

  const EventSettings settings_;
  const std::vector<Group> groups_;
  std::deque<GroupMetrics> metrics_;
  std::shared_ptr<AtOnce> at_once_;
  std::shared_ptr<ReadyQueue> queue_;
  BatchRunner runner_;
  Watch watch_;
  std::mutex mutex_;  // of the threads, not taken by them
  std::vector<std::thread> threads_;
};

Dispatcher::Dispatcher(Log& log, db::Database bus, std::vector<Group> groups, const EventSettings& settings,
                       const telemetry::Log& logger, telemetry::Metrics& metrics, telemetry::Tracer tracer)
    : impl_(std::make_unique<Impl>(log, bus, std::move(groups), settings, logger, metrics, tracer)) {}

Dispatcher::~Dispatcher() = default;

void Dispatcher::start() {
  impl_->start();
}

void Dispatcher::stop() {
  impl_->stop();
}

Result<void> Dispatcher::check() const {
  return impl_->check();
}

const std::vector<Group>& Dispatcher::groups() const {
  return impl_->groups();
}

}  // namespace kontor::events
