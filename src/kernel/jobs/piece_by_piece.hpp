#pragma once

#include <cstdint>
#include <functional>

#include "kernel/core/result.hpp"
#include "kernel/jobs/job.hpp"

namespace kontor::jobs {

// Does a job's work in pieces, each a transaction of its own as a rule, until one found less to do than `most` or the
// run is to stop. A piece says how much it did; the first Error ends it and is returned.
Result<void> piece_by_piece(const JobRun& run, std::uint64_t most, const std::function<Result<std::uint64_t>()>& piece);

}  // namespace kontor::jobs
