#pragma once

#include <vector>

#include "kernel/events/catalogue.hpp"

// The module's face to the composition root; nobody else includes it.
namespace kontor::inventory {

// All that the module obeys and may publish.
std::vector<events::MessageInfo> messages();

}  // namespace kontor::inventory
