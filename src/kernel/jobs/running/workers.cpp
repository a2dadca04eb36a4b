#include "kernel/jobs/running/workers.hpp"

#include <utility>

namespace kontor::jobs {

Workers::~Workers() {
  stop();
}

void Workers::start(int threads, std::function<void()> freed) {
  freed_ = std::move(freed);
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { serve(); });
}

std::size_t Workers::idle() const {
  const std::lock_guard lock(mutex_);
  return threads_.size() - busy_ - waiting_.size();
}

void Workers::run(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(work));
  }
  changed_.notify_one();
}

void Workers::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void Workers::serve() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const auto work = std::move(waiting_.front());
    waiting_.pop_front();
    ++busy_;
    lock.unlock();
    work();
    lock.lock();
    --busy_;
    lock.unlock();
    freed_();
    lock.lock();
  }
}

}  // namespace kontor::jobs
