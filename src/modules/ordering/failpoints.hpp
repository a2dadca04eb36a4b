#pragma once

#include <array>

#include "kernel/core/failpoint.hpp"

namespace kontor::ordering {

inline constexpr Failpoint kPlaced{"ordering.placed", "the order is among the statements, COMMIT is not sent"};
inline constexpr Failpoint kPlacedForGood{"ordering.placed_for_good", "the order is committed, nobody was answered"};
inline constexpr Failpoint kStepTaken{"ordering.step_taken", "a step of the saga is among the statements"};
inline constexpr Failpoint kPaid{"ordering.paid", "a payment was heard of, the shipment is not commanded yet"};
inline constexpr Failpoint kEnded{"ordering.ended", "the end of a saga is among the statements, COMMIT is not sent"};
inline constexpr Failpoint kSwept{"ordering.swept", "what was due is among the statements, COMMIT is not sent"};
inline constexpr std::array kFailpoints{kPlaced, kPlacedForGood, kStepTaken, kPaid, kEnded, kSwept};

}  // namespace kontor::ordering
