#pragma once

#include <array>

#include "kernel/core/failpoint.hpp"

namespace kontor::db {

inline constexpr Failpoint kBeforeCommit{"db.before_commit", "all that travels with COMMIT is queued, nothing is sent"};
inline constexpr Failpoint kAfterCommit{"db.after_commit", "PostgreSQL has committed, nobody here was told"};

inline constexpr std::array kFailpoints{kBeforeCommit, kAfterCommit};

}  // namespace kontor::db
