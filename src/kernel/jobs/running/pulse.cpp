#include "kernel/jobs/running/pulse.hpp"

#include <utility>

namespace kontor::jobs {

Pulse::~Pulse() {
  stop();
}

void Pulse::start(Beat beat) {
  thread_ = std::thread([this, beat = std::move(beat)] { run(beat); });
}

void Pulse::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_one();
}

void Pulse::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Pulse::run(const Beat& beat) {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    woken_ = false;
    lock.unlock();
    const auto pause = beat();
    lock.lock();
    changed_.wait_for(lock, pause, [this] { return woken_ || stopping_; });
  }
}

}  // namespace kontor::jobs
