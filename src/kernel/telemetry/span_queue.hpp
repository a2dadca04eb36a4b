#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "kernel/telemetry/metrics.hpp"
#include "kernel/telemetry/span_record.hpp"

namespace kontor::telemetry {

// Where ended spans wait for their exporter: a ring of fixed size. Safe from any thread; the lock is held for moving a
// pointer, or a batch of them.
class SpanQueue {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  using Batch = std::vector<std::unique_ptr<SpanRecord>>;

  // `dropped` counts what finds the queue full.
  SpanQueue(std::size_t capacity, Counter& dropped);

  // Never waits for room.
  void push(std::unique_ptr<SpanRecord> span);
  // Up to `most` spans, the oldest first: as soon as there are so many, at `until` what there is, and after close() at
  // once.
  Batch take(std::size_t most, Moment until);
  // Waits until `moment`; false when close() was called.
  bool wait(Moment until);
  // Who waits goes on at once.
  void close();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  Batch ring_;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
  std::size_t wanted_ = 0;  // how many a take() waits for; 0: none waits
  bool closed_ = false;
  Counter& dropped_;
};

}  // namespace kontor::telemetry
