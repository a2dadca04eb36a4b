#pragma once

#include <span>
#include <string_view>

#include "kernel/core/failpoint.hpp"
#include "kernel/core/result.hpp"

namespace kontor::app {

// Arms failpoints for the whole run of the program: KONTOR_FAILPOINTS=events.before_append=exit@3
inline constexpr std::string_view kFailpointsVariable = "KONTOR_FAILPOINTS";

// Of all parts of the kernel, sorted by name.
std::span<const Failpoint> all_failpoints();

// As the environment says; nothing where it says nothing. An unknown name is an error that suggests the nearest, and
// arms nothing.
Result<void> arm_failpoints();

}  // namespace kontor::app
