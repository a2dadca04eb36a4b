#pragma once

#include <span>

#include "kernel/core/result.hpp"
#include "kernel/events/catalogue.hpp"
#include "kernel/events/group.hpp"

namespace kontor::app {

// Whether the modules fit together: no message is published under one name and version by two structs, no two groups
// have one name, and every message that a group handles is published by somebody. The error, `wiring`, names the first
// that is not so.
Result<void> check_wiring(std::span<const events::MessageInfo> messages, std::span<const events::Group> groups);

}  // namespace kontor::app
