#pragma once

#include <array>

#include "kernel/core/failpoint.hpp"

namespace kontor::cart {

inline constexpr Failpoint kCommandsRead{"cart.commands_read", "a batch's carts are locked, nothing is decided"};
inline constexpr Failpoint kCommandsObeyed{"cart.commands_obeyed",
                                           "carts and answers are among the statements, COMMIT is not sent"};

inline constexpr std::array kFailpoints{kCommandsRead, kCommandsObeyed};

}  // namespace kontor::cart
