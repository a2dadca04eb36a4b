#include "kernel/http/later.hpp"

#include <utility>

namespace kontor::http {

Later::Later(Deadline deadline, Answer answer) : deadline_(deadline), answer_(std::move(answer)) {}

void Later::complete() {
  const std::lock_guard lock(mutex_);
  if (std::exchange(complete_, true)) return;
  if (wake_) wake_();
}

bool Later::is_complete() const {
  const std::lock_guard lock(mutex_);
  return complete_;
}

void Later::attach(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
  if (complete_) wake_();
}

void Later::detach() {
  const std::lock_guard lock(mutex_);
  wake_ = nullptr;
}

Response later(std::shared_ptr<Later> answer) {
  Response response;
  response.later = std::move(answer);
  return response;
}

}  // namespace kontor::http
