#include "kernel/jobs/running/places.hpp"

#include <utility>

namespace kontor::jobs {

Places::Places(std::map<std::string, int, std::less<>> free, Terms terms, Runner runner)
    : terms_(std::move(terms)), runner_(std::move(runner)), free_(std::move(free)) {}

ErrandRows::Room Places::open_for_a_look() {
  const std::lock_guard lock(mutex_);
  may_be_more_ = true;
  ErrandRows::Room room;
  for (const auto& [kind, places] : free_) {
    if (places == 0) continue;
    room.kinds.push_back(kind);
    room.places.push_back(places);
  }
  return room;
}

void Places::give_out(std::vector<TakenErrand> taken, bool may_be_more) {
  {
    const std::lock_guard lock(mutex_);
    for (const auto& one : taken) --free_.find(one.errand.kind)->second;
    may_be_more_ = may_be_more;
  }
  for (auto& one : taken) runner_.begin(std::move(one));
}

bool Places::promise(std::string_view kind) {
  const std::lock_guard lock(mutex_);
  const auto found = free_.find(kind);
  if (closed_ || may_be_more_ || found == free_.end() || found->second == 0) return false;
  --found->second;
  ++promises_;
  return true;
}

void Places::keep(TakenErrand taken) {
  runner_.begin(std::move(taken));  // before the promise ends: so long the runner is there
  const std::lock_guard lock(mutex_);
  --promises_;
  resolved_.notify_all();
}

void Places::give_back(std::string_view kind) {
  free(kind, 1);
}

void Places::leave(std::string_view kind) {
  free(kind, 0);
}

void Places::free(std::string_view kind, int promises) {
  const std::lock_guard lock(mutex_);
  ++free_.find(kind)->second;
  if (may_be_more_) runner_.look();
  promises_ -= promises;
  resolved_.notify_all();
}

void Places::close() {
  std::unique_lock lock(mutex_);
  closed_ = true;
  resolved_.wait(lock, [this] { return promises_ == 0; });
}

}  // namespace kontor::jobs
