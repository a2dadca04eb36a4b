#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace kontor::jobs {

// What is due and was not to be had is locked by another, for a moment.
inline constexpr std::chrono::milliseconds kShortestPause(20);

// A thread that does the same thing again and again: when it is woken, and at the latest when the pause that the last
// beat asked for is over. Safe from any thread.
class Pulse {
 public:
  // Must not throw.
  using Beat = std::function<std::chrono::milliseconds()>;

  Pulse() = default;
  ~Pulse();  // as stop()

  void start(Beat beat);
  void wake();
  // Waits for a beat that is under way. May be repeated, but by one thread only.
  void stop();

 private:
  void run(const Beat& beat);

  std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace kontor::jobs
