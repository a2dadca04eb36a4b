#pragma once

#include "app/verify/verification.hpp"
#include "kernel/jobs/job.hpp"
#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/metrics.hpp"

namespace kontor::app::verify {

// Judges all invariants from time to time: kontor_invariant_violations says what it found, -1 where this instance has
// not looked yet, and what does not hold is logged as an error. Everything that is handed over outlives the job.
jobs::Job watch_invariants(Verification& verification, telemetry::Metrics& metrics, const telemetry::Log& log);

}  // namespace kontor::app::verify
