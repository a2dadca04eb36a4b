#pragma once

#include <chrono>
#include <cstdint>

namespace kontor::resilience {

// How long to wait before a call is tried again: full jitter, anything from nothing to base · 2^n, at most the cap.
struct Backoff {
  std::chrono::nanoseconds base;
  std::chrono::nanoseconds cap;

  // `retry` counts from 0; `random` is any 64-bit number, all of them equally likely.
  std::chrono::nanoseconds pause(int retry, std::uint64_t random) const;
};

}  // namespace kontor::resilience
