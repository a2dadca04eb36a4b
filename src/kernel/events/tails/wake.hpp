#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <span>

#include "kernel/events/log.hpp"

namespace kontor::events {

// Where committing threads leave what they appended to, and the tails' thread waits for it. Bounded by the number of
// partitions. Safe from any thread.
class Wake {
 public:
  // Forgotten as long as nobody listens.
  void add(std::span<const Partition> partitions);
  void somebody_listens() { listening_ = true; }
  // Ends the wait that is under way, or the next one.
  void poke();
  // What was added since the last time. Empty after so long, or when poked.
  std::set<Partition> wait(std::chrono::milliseconds longest);

 private:
  std::mutex mutex_;
  std::condition_variable awake_;
  std::set<Partition> added_;
  bool poked_ = false;
  std::atomic<bool> listening_{false};
};

}  // namespace kontor::events
