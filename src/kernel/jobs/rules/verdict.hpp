#pragma once

#include <chrono>
#include <cstdint>

#include "kernel/core/result.hpp"
#include "kernel/jobs/errand.hpp"

namespace kontor::jobs {

// What becomes of an errand after an attempt that brought no outcome.
enum class Verdict {
  again,    // it is known that nothing happened
  unknown,  // it may have happened: asked again with the same key, however often
  given_up,
};

// One whose earlier attempt is in doubt is given up only when the provider itself refuses it for good.
Verdict verdict_of(const Error& error, const Errand& errand, int attempts);

// Exponential backoff with full jitter: `random` chooses evenly from nothing to min(first * 2^(failures - 1), longest).
std::chrono::milliseconds backoff(int failures, std::chrono::milliseconds first, std::chrono::milliseconds longest,
                                  std::uint64_t random);

}  // namespace kontor::jobs
