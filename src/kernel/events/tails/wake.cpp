#include "kernel/events/tails/wake.hpp"

#include <utility>

namespace kontor::events {

void Wake::add(std::span<const Partition> partitions) {
  if (!listening_ || partitions.empty()) return;
  const std::lock_guard lock(mutex_);
  added_.insert(partitions.begin(), partitions.end());
  awake_.notify_one();
}

void Wake::poke() {
  const std::lock_guard lock(mutex_);
  poked_ = true;
  awake_.notify_one();
}

std::set<Partition> Wake::wait(std::chrono::milliseconds longest) {
  std::unique_lock lock(mutex_);
  awake_.wait_for(lock, longest, [this] { return poked_ || !added_.empty(); });
  poked_ = false;
  return std::exchange(added_, {});
}

}  // namespace kontor::events
