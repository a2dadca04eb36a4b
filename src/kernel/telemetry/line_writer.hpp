#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace kontor::telemetry {

// Collects lines and writes them to a descriptor in large pieces. A descriptor that takes nothing (a full pipe) holds
// up whoever writes, until close(). Safe from any thread.
class LineWriter {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  explicit LineWriter(int descriptor) : descriptor_(descriptor) {}

  void append(std::string_view stamp, std::string_view line);
  // Writes what was appended; false when the descriptor did not take it in time.
  bool flush(Moment until = Moment::max());
  // Waits for a condition that appending may make true.
  bool wait(Moment until, const std::function<bool()>& condition);
  // From now on what cannot be written at once is given up.
  void close() { closing_ = true; }

  std::uint64_t lines() const { return lines_; }

 private:
  bool write_out(std::unique_lock<std::mutex>& lock, Moment until);
  bool write_pending(Moment until);
  bool is_ready(Moment until) const;

  const int descriptor_;
  std::atomic<bool> closing_{false};
  std::atomic<std::uint64_t> lines_{0};
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool writing_ = false;
  std::string collected_;
  std::string outgoing_;  // belongs to whoever set writing_
};

}  // namespace kontor::telemetry
