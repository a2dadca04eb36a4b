#pragma once

#include <vector>

#include "kernel/events/event_program.hpp"

namespace kontor::test {

// What the program of the tests that kill it listens with: groups with effects for good, one that publishes commands,
// one that obeys them, a view, and a picky one that fails certain notes until it is healed.
std::vector<Listener> shop_listeners(bool healed);

}  // namespace kontor::test
