#pragma once

#include <optional>

#include "kernel/core/time.hpp"
#include "kernel/db/database.hpp"
#include "kernel/jobs/when.hpp"

namespace kontor::jobs {

// The first time after `now` that a job is due; nullopt: never again. Intervals are counted from `anchor`. Asks the
// database about time zones.
std::optional<Timestamp> next_occurrence(db::Tx& tx, const When& when, Timestamp anchor, Timestamp now);

}  // namespace kontor::jobs
