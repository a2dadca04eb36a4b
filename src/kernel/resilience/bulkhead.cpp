#include "kernel/resilience/bulkhead.hpp"

namespace kontor::resilience {

std::optional<Bulkhead::Permit> Bulkhead::try_enter() {
  int inside = in_use_.load();
  while (inside < room_) {
    if (in_use_.compare_exchange_weak(inside, inside + 1)) return Permit(*this);
  }
  return std::nullopt;
}

}  // namespace kontor::resilience
