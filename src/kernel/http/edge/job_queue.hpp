#pragma once

#include <array>
#include <chrono>
#include <cstddef>

#include "kernel/http/traffic.hpp"

namespace kontor::http {

// What waits for a worker: the higher priority first, the longer waiting first among equals. Who has waited beyond all
// patience comes before everybody who may be taken, so that nothing waits forever. Allocates nothing; not safe from
// several threads.
class JobQueue {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  class Job {
   public:
    virtual ~Job() = default;
    virtual void run() = 0;  // never throws

   private:
    friend class JobQueue;
    Job* next_ = nullptr;
    TimePoint since_{};
  };

  struct Taken {
    Job* job;
    Priority priority;
    std::chrono::nanoseconds waited;
  };

  // Some of the `limit` places are kept for each higher priority, so that a crowd of low ones never locks it out.
  JobQueue(std::size_t limit, std::chrono::nanoseconds patience);

  // `idle`: workers about to take a job, which need no place.
  bool has_room_for(Priority priority, std::size_t idle) const;
  // Does not own the job, which must live until it was taken or the queue emptied, and may wait only once.
  void push(Job& job, Priority priority, TimePoint now);
  // Leaves those that are less important than `least` where they are; not when no other waits.
  Taken pop(TimePoint now, Priority least);
  void clear();

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  // Of those that are served no later than a newcomer of this priority:
  std::size_t waiting_before(Priority priority) const;
  std::chrono::nanoseconds oldest_before(Priority priority, TimePoint now) const;

 private:
  struct Line {
    Job* first = nullptr;
    Job* last = nullptr;
    std::size_t length = 0;
  };

  std::size_t next_line(TimePoint now, Priority least) const;

  std::size_t limit_;
  std::chrono::nanoseconds patience_;
  std::array<Line, kPriorities> lines_;
  std::size_t size_ = 0;
};

}  // namespace kontor::http
