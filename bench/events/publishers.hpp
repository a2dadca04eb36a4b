#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "sale.hpp"

namespace kontor::bench {

inline constexpr int kPublishers = 8;  // as many as pgbench has clients

// One transaction that publishes, due at a moment.
using Publish = std::function<Result<void>(SteadyTime due)>;

// Threads that publish until the object goes. Either each as fast as it can, or together at moments fixed beforehand,
// whatever the answers take: what was due while nobody was free is late, and counts as late.
class Publishers {
 public:
  explicit Publishers(Publish publish);                       // as fast as they can
  Publishers(Publish publish, double transactions_a_second);  // on time
  ~Publishers();                                              // as stop()

  // Waits for what is under way; throws std::runtime_error where one could not be published.
  void stop();
  std::int64_t published() const { return published_; }  // transactions

 private:
  void run(const std::function<SteadyTime()>& next_due);
  void start(std::function<SteadyTime()> next_due);

  Publish publish_;
  std::atomic<bool> stopped_{false};
  std::atomic<std::int64_t> published_{0};
  std::atomic<std::int64_t> turn_{0};
  std::mutex mutex_;
  std::string failure_;
  std::vector<std::thread> threads_;
};

}  // namespace kontor::bench
