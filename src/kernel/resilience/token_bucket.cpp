#include "kernel/resilience/token_bucket.hpp"

#include <algorithm>

#include "kernel/core/check.hpp"

namespace kontor::resilience {

namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds kMinute = std::chrono::minutes(1);

int whole_seconds(nanoseconds duration) {
  return static_cast<int>(std::chrono::ceil<std::chrono::seconds>(duration).count());
}

}  // namespace

TokenRate::TokenRate(int per_minute) : limit_(per_minute), interval_(kMinute / std::max(1, per_minute)) {
  KONTOR_CHECK(per_minute > 0, "a limit lets something through");
}

TokenRate::Verdict TokenRate::take(TokenBucket& bucket, TimePoint now) const {
  const nanoseconds capacity = interval_ * limit_;
  const TimePoint full_at = std::max(bucket.full_at, now) + interval_;
  Verdict verdict{.limit = limit_};
  verdict.allowed = full_at - now <= capacity;
  if (verdict.allowed) {
    bucket.full_at = full_at;
  } else {
    verdict.retry_after_seconds = std::max(1, whole_seconds(full_at - now - capacity));
  }
  const nanoseconds taken = std::max(nanoseconds(0), bucket.full_at - now);
  verdict.remaining = static_cast<int>((capacity - taken) / interval_);
  verdict.reset_seconds = whole_seconds(taken);
  return verdict;
}

}  // namespace kontor::resilience
