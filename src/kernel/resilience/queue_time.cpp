#include "kernel/resilience/queue_time.hpp"

#include <algorithm>

namespace kontor::resilience {

namespace {
constexpr int kRemembered = 16;  // so many of the last paces make the judgement
}

void DrainPace::took(TimePoint now, bool more_wait) {
  if (moving_) {
    seen_ = std::min(seen_ + 1, kRemembered);
    pace_ += (now - last_ - pace_) / seen_;
  } else {
    pace_ = std::min(pace_, now - last_);
  }
  moving_ = more_wait;
  last_ = now;
}

std::chrono::nanoseconds DrainPace::wait_behind(std::size_t places) const {
  return pace_ * static_cast<std::int64_t>(places);
}

QueueTimeShedder::QueueTimeShedder(std::chrono::nanoseconds target, std::chrono::nanoseconds interval,
                                   std::size_t sheddable)
    : target_(target), interval_(interval), classes_(sheddable) {}

void QueueTimeShedder::above(Class& one, TimePoint now) {
  if (!one.above_since) one.above_since = now;
  if (now - *one.above_since >= interval_ || now < one.shed_until) one.shed_until = now + interval_;
}

bool QueueTimeShedder::admits(std::size_t work_class, std::chrono::nanoseconds wait, TimePoint now) {
  if (target_.count() == 0) return true;
  if (wait <= target_) {
    for (std::size_t i = work_class; i < classes_.size(); ++i) classes_[i].above_since.reset();
    return true;
  }
  for (std::size_t i = 0; i < std::min(work_class + 1, classes_.size()); ++i) above(classes_[i], now);
  return work_class >= classes_.size() || now >= classes_[work_class].shed_until;
}

void QueueTimeShedder::drained() {
  for (Class& one : classes_) one.above_since.reset();
}

std::size_t QueueTimeShedder::level(TimePoint now) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(classes_, [&](const Class& one) { return now < one.shed_until; }));
}

}  // namespace kontor::resilience
