#pragma once

#include "kernel/events/event.hpp"

namespace kontor::events {

// Of what this thread publishes now.
Headers ambient_headers();

}  // namespace kontor::events
