#include "kernel/http/edge/job_queue.hpp"

#include <algorithm>

#include "kernel/core/check.hpp"

namespace kontor::http {

namespace {
constexpr std::size_t kKeptShare = 8;  // an eighth for each higher priority
}

JobQueue::JobQueue(std::size_t limit, std::chrono::nanoseconds patience) : limit_(limit), patience_(patience) {}

bool JobQueue::has_room_for(Priority priority, std::size_t idle) const {
  const std::size_t higher = index_of(Priority::checkout) - std::min(index_of(priority), index_of(Priority::checkout));
  return size_ < limit_ - higher * (limit_ / kKeptShare) + idle;
}

void JobQueue::push(Job& job, Priority priority, TimePoint now) {
  Line& line = lines_[index_of(priority)];
  job.next_ = nullptr;
  job.since_ = now;
  (line.last ? line.last->next_ : line.first) = &job;
  line.last = &job;
  ++line.length;
  ++size_;
}

std::size_t JobQueue::next_line(TimePoint now, Priority least) const {
  std::size_t highest = 0;
  std::size_t oldest = kPriorities;
  for (std::size_t i = index_of(least); i < kPriorities; ++i) {
    if (!lines_[i].first) continue;
    highest = i;
    if (oldest == kPriorities || lines_[i].first->since_ < lines_[oldest].first->since_) oldest = i;
  }
  const bool beyond_patience = oldest != kPriorities && now - lines_[oldest].first->since_ >= patience_;
  return beyond_patience ? oldest : highest;
}

JobQueue::Taken JobQueue::pop(TimePoint now, Priority least) {
  KONTOR_CHECK(waiting_before(least) > 0, "who takes a job knows that there is one");
  const std::size_t index = next_line(now, least);
  Line& line = lines_[index];
  Job* job = line.first;
  line.first = job->next_;
  if (!line.first) line.last = nullptr;
  --line.length;
  --size_;
  return {job, static_cast<Priority>(index), now - job->since_};
}

void JobQueue::clear() {
  lines_ = {};
  size_ = 0;
}

std::size_t JobQueue::waiting_before(Priority priority) const {
  std::size_t waiting = 0;
  for (std::size_t i = index_of(priority); i < kPriorities; ++i) waiting += lines_[i].length;
  return waiting;
}

std::chrono::nanoseconds JobQueue::oldest_before(Priority priority, TimePoint now) const {
  std::chrono::nanoseconds oldest{0};
  for (std::size_t i = index_of(priority); i < kPriorities; ++i) {
    if (lines_[i].first) oldest = std::max<std::chrono::nanoseconds>(oldest, now - lines_[i].first->since_);
  }
  return oldest;
}

}  // namespace kontor::http
