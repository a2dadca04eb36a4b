#pragma once

#include <array>

#include "kernel/core/failpoint.hpp"

namespace kontor::inventory {

inline constexpr Failpoint kLocked{"inventory.locked", "a batch's stock is locked, nothing is decided"};
inline constexpr Failpoint kDecided{"inventory.decided", "a batch is decided and queued, COMMIT is not sent"};
inline constexpr Failpoint kExpiring{"inventory.expiring", "what expires is queued, COMMIT is not sent"};
inline constexpr Failpoint kAdjusted{"inventory.adjusted", "an adjustment is queued, COMMIT is not sent"};

inline constexpr std::array kFailpoints{kLocked, kDecided, kExpiring, kAdjusted};

}  // namespace kontor::inventory
