#include "kernel/resilience/backoff.hpp"

#include <algorithm>
#include <cmath>

namespace kontor::resilience {

std::chrono::nanoseconds Backoff::pause(int retry, std::uint64_t random) const {
  const double grown = std::ldexp(static_cast<double>(base.count()), retry);
  const double ceiling = std::min(grown, static_cast<double>(cap.count()));
  return std::chrono::nanoseconds(static_cast<std::int64_t>(std::ldexp(static_cast<double>(random), -64) * ceiling));
}

}  // namespace kontor::resilience
