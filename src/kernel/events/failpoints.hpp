#pragma once

#include <array>

#include "kernel/core/failpoint.hpp"

namespace kontor::events {

inline constexpr Failpoint kBeforeAppend{"events.before_append", "the body is done, its events are not sent"};
inline constexpr Failpoint kAfterTake{"events.after_take", "a batch is taken and its partition held"};
inline constexpr Failpoint kBeforeHandle{"events.before_handle", "a batch has events, no handler has run"};
inline constexpr Failpoint kAfterHandle{"events.after_handle", "the handlers are done, COMMIT is not sent"};
inline constexpr Failpoint kBeforeDeadLetter{"events.before_dead_letter", "an event is given up, not committed"};

inline constexpr std::array kFailpoints{kBeforeAppend, kAfterTake, kBeforeHandle, kAfterHandle, kBeforeDeadLetter};

}  // namespace kontor::events
