#include "publishers.hpp"

#include <stdexcept>
#include <utility>

namespace kontor::bench {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

Publishers::Publishers(Publish publish) : publish_(std::move(publish)) {
  start([] { return steady_clock::now(); });
}

Publishers::Publishers(Publish publish, double transactions_a_second) : publish_(std::move(publish)) {
  const nanoseconds interval(static_cast<std::int64_t>(1e9 / transactions_a_second));
  start([this, interval, begin = steady_clock::now()] {
    const auto due = begin + interval * ++turn_;
    std::this_thread::sleep_until(due);
    return due;
  });
}

Publishers::~Publishers() {
  stopped_ = true;
  for (auto& thread : threads_) thread.join();
}

void Publishers::stop() {
  stopped_ = true;
  for (auto& thread : threads_) thread.join();
  threads_.clear();
  if (!failure_.empty()) throw std::runtime_error("cannot publish: " + failure_);
}

void Publishers::start(std::function<SteadyTime()> next_due) {
  for (int i = 0; i < kPublishers; ++i) threads_.emplace_back([this, next_due] { run(next_due); });
}

void Publishers::run(const std::function<SteadyTime()>& next_due) {
  while (!stopped_) {
    const auto done = publish_(next_due());
    if (!done) {
      const std::lock_guard lock(mutex_);
      failure_ = done.error().code + " " + done.error().detail;
      return;
    }
    ++published_;
  }
}

}  // namespace kontor::bench
