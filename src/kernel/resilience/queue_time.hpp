#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace kontor::resilience {

// How long it will take until a queue has moved on by so many places, judged by the pace at which it moved lately.
// Not safe from several threads.
class DrainPace {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  // One was taken from the queue. `more_wait`: others stay behind it, so the time until the next one is taken is what a
  // place costs. Without it that time is only the most that a place can cost.
  void took(TimePoint now, bool more_wait);
  std::chrono::nanoseconds wait_behind(std::size_t places) const;

 private:
  std::chrono::nanoseconds pace_{0};
  int seen_ = 0;  // paces, as far as they matter
  TimePoint last_{};
  bool moving_ = false;
};

// Whom a queue turns away, by the time that is spent in it (the idea of CoDel). A burst is what queues are for: nobody
// is refused until waits have stayed above the target for a whole interval. From then on whoever would wait longer than
// the target is refused, until waits have been below it for an interval.
//
// Work has classes, the lowest first. A low class never waits less than a higher one, so it is refused first, and at
// least as long. The highest classes, from `sheddable` on, are never refused. Not safe from several threads.
class QueueTimeShedder {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  // A target of zero refuses nobody.
  QueueTimeShedder(std::chrono::nanoseconds target, std::chrono::nanoseconds interval, std::size_t sheddable);

  // Whether work of this class may enter a queue in which it would wait for so long.
  bool admits(std::size_t work_class, std::chrono::nanoseconds wait, TimePoint now);
  // Nothing waits any more.
  void drained();
  // How many classes are refused where they would wait.
  std::size_t level(TimePoint now) const;

 private:
  struct Class {
    std::optional<TimePoint> above_since;  // waits have been above the target
    TimePoint shed_until{};
  };

  void above(Class& one, TimePoint now);

  std::chrono::nanoseconds target_;
  std::chrono::nanoseconds interval_;
  std::vector<Class> classes_;
};

}  // namespace kontor::resilience
