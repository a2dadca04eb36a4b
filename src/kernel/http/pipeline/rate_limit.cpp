#include "kernel/http/pipeline/rate_limit.hpp"

#include <algorithm>
#include <bit>

#include "kernel/core/check.hpp"

namespace kontor::http {
namespace {

constexpr std::int64_t kMinuteNs = 60'000'000'000;
constexpr std::int64_t kSecondNs = 1'000'000'000;

int whole_seconds(std::int64_t ns) {
  return static_cast<int>((ns + kSecondNs - 1) / kSecondNs);
}

}  // namespace

RateLimiter::RateLimiter(int requests_per_minute, int clients_remembered)
    : limit_(requests_per_minute),
      interval_ns_(kMinuteNs / std::max(1, requests_per_minute)),
      groups_(std::bit_ceil(static_cast<std::size_t>(std::max(1, clients_remembered)) / kPlaces + 1)),
      table_(std::make_unique<Group[]>(groups_)) {
  KONTOR_CHECK(requests_per_minute > 0, "a limiter limits something");
}

RateLimiter::Bucket& RateLimiter::place_of(Group& group, std::uint64_t client) {
  const auto known = std::find_if(group.begin(), group.end(), [&](const Bucket& b) { return b.client == client; });
  if (known != group.end()) return *known;
  auto& forgotten = *std::min_element(group.begin(), group.end(),
                                      [](const Bucket& a, const Bucket& b) { return a.full_at_ns < b.full_at_ns; });
  forgotten = {client, 0};
  return forgotten;
}

RateLimiter::Verdict RateLimiter::take(std::uint64_t client, TimePoint now) {
  const auto now_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(now.time_since_epoch()).count();
  const std::int64_t capacity_ns = interval_ns_ * limit_;
  const std::size_t at = client & (groups_ - 1);

  const std::lock_guard lock(locks_[at % kLocks]);
  Bucket& bucket = place_of(table_[at], client);
  const std::int64_t full_at_ns = std::max(bucket.full_at_ns, now_ns) + interval_ns_;
  Verdict verdict{.limit = limit_};
  verdict.allowed = full_at_ns - now_ns <= capacity_ns;
  if (verdict.allowed) {
    bucket.full_at_ns = full_at_ns;
  } else {
    verdict.retry_after_seconds = std::max(1, whole_seconds(full_at_ns - now_ns - capacity_ns));
  }
  const std::int64_t taken_ns = std::max<std::int64_t>(0, bucket.full_at_ns - now_ns);
  verdict.remaining = static_cast<int>((capacity_ns - taken_ns) / interval_ns_);
  verdict.reset_seconds = whole_seconds(taken_ns);
  return verdict;
}

}  // namespace kontor::http
