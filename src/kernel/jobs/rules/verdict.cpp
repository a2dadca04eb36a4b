#include "kernel/jobs/rules/verdict.hpp"

#include <algorithm>

namespace kontor::jobs {

Verdict verdict_of(const Error& error, const Errand& errand, int attempts) {
  if (error.code == kOutcomeUnknown) return Verdict::unknown;
  if (!may_retry(error.kind)) return Verdict::given_up;
  if (errand.in_doubt || errand.failures + 1 < attempts) return Verdict::again;
  return Verdict::given_up;
}

std::chrono::milliseconds backoff(int failures, std::chrono::milliseconds first, std::chrono::milliseconds longest,
                                  std::uint64_t random) {
  const int doublings = std::clamp(failures - 1, 0, 30);
  const auto ceiling = std::min<std::int64_t>(first.count() << doublings, longest.count());
  return std::chrono::milliseconds(static_cast<std::int64_t>(random % static_cast<std::uint64_t>(ceiling + 1)));
}

}  // namespace kontor::jobs
