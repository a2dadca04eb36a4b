#include "kernel/telemetry/span_queue.hpp"

#include <algorithm>

namespace kontor::telemetry {

SpanQueue::SpanQueue(std::size_t capacity, Counter& dropped) : ring_(capacity), dropped_(dropped) {}

void SpanQueue::push(std::unique_ptr<SpanRecord> span) {
  std::unique_lock lock(mutex_);
  if (size_ == ring_.size()) {
    lock.unlock();
    return dropped_.add();
  }
  ring_[(first_ + size_) % ring_.size()] = std::move(span);
  const bool enough = ++size_ == wanted_;
  lock.unlock();
  if (enough) changed_.notify_all();
}

SpanQueue::Batch SpanQueue::take(std::size_t most, Moment until) {
  most = std::min(most, ring_.size());
  std::unique_lock lock(mutex_);
  wanted_ = most;
  changed_.wait_until(lock, until, [&] { return size_ >= most || closed_; });
  wanted_ = 0;
  Batch batch(std::min(most, size_));
  for (auto& span : batch) {
    span = std::move(ring_[first_]);
    first_ = (first_ + 1) % ring_.size();
  }
  size_ -= batch.size();
  return batch;
}

bool SpanQueue::wait(Moment until) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_until(lock, until, [this] { return closed_; });
}

void SpanQueue::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

}  // namespace kontor::telemetry
