#include "kernel/db/session/turnstile.hpp"

namespace kontor::db {

bool Turnstile::enter(bool gives_way, Moment until) {
  std::unique_lock lock(mutex_);
  if (gives_way) {
    const bool has_room = left_.wait_until(lock, until, [this] { return inside_ < for_all_ || giving_way_ == 0; });
    if (!has_room) return false;
    ++giving_way_;
  }
  ++inside_;
  return true;
}

void Turnstile::leave(bool gave_way) {
  {
    const std::lock_guard lock(mutex_);
    --inside_;
    if (gave_way) --giving_way_;
  }
  left_.notify_one();
}

}  // namespace kontor::db
