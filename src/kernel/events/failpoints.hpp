#pragma once

#include <array>

#include "kernel/core/failpoint.hpp"

namespace kontor::events {

inline constexpr Failpoint kBeforeAppend{"events.before_append", "the body is done, its events are not sent"};

inline constexpr std::array kFailpoints{kBeforeAppend};

}  // namespace kontor::events
