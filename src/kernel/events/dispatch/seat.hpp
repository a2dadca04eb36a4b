#pragma once

#include <cstddef>

#include "kernel/events/store/deliveries.hpp"

namespace kontor::events {

// A partition of a group, as this process works on it. Whoever works on it owns it.
struct Seat {
  std::size_t group = 0;  // of the dispatcher's groups
  store::Delivery delivery;
  int alone_left = 0;  // so many events run one by one, because a batch with them failed
  int losses = 0;      // sessions that were lost in a row while events of it were handled
};

}  // namespace kontor::events
