#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace kontor::jobs {

// A fixed number of threads. Who gives work knows or asks first that one is free, so nothing waits in a queue for
// longer than it takes to wake it.
class Workers {
 public:
  Workers() = default;
  ~Workers();  // as stop()

  // `freed` is called by a thread that became idle; it must not throw.
  void start(int threads, std::function<void()> freed);
  // How many could begin at once.
  std::size_t idle() const;
  // The work must not throw. Only as much at once as there are threads; from any thread.
  void run(std::function<void()> work);
  // Waits until what was given has been done. May be repeated, but by one thread only.
  void stop();

 private:
  void serve();

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  std::size_t busy_ = 0;
  bool stopping_ = false;
  std::function<void()> freed_;
  std::vector<std::thread> threads_;
};

}  // namespace kontor::jobs
