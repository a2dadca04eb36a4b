#pragma once

#include <string>
#include <string_view>

#include "kernel/core/time.hpp"

namespace kontor::jobs {

// host:process, for people who look at who holds what.
std::string instance_name();
// Whether the process of this name is gone for sure: known only of this host's.
bool is_gone(std::string_view instance);
// A moment before this process began to work: who had its name then was another.
Timestamp instance_began();

}  // namespace kontor::jobs
