#pragma once

#include <array>

#include "kernel/core/failpoint.hpp"

namespace kontor::pricing {

inline constexpr Failpoint kClaimsOpened{"pricing.claims_opened", "what is limited is locked, nothing is decided"};
inline constexpr Failpoint kClaimsDecided{"pricing.claims_decided",
                                          "claims and their answers are among the statements, COMMIT is not sent"};
inline constexpr std::array kFailpoints{kClaimsOpened, kClaimsDecided};

}  // namespace kontor::pricing
