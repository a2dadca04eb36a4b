#include "kernel/db/session/connect_gate.hpp"

#include <utility>

namespace kontor::db {

bool ConnectGate::enter(Moment now) {
  const std::lock_guard lock(mutex_);
  if (!down_) return true;
  if (probing_ || now < next_try_) return false;
  return probing_ = true;
}

void ConnectGate::succeeded() {
  const std::lock_guard lock(mutex_);
  down_ = probing_ = false;
}

bool ConnectGate::failed(Moment now) {
  const std::lock_guard lock(mutex_);
  probing_ = false;
  next_try_ = now + kPause;
  return !std::exchange(down_, true);
}

}  // namespace kontor::db
