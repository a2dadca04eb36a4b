#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

#include "kernel/auth/caller.hpp"
#include "kernel/http/response.hpp"
#include "kernel/http/settings.hpp"
#include "kernel/http/traffic.hpp"
#include "kernel/resilience/token_bucket.hpp"
#include "kernel/telemetry/metrics.hpp"

namespace kontor::http {

// A token bucket for each client.
//
// Memory is taken once, for as many buckets as are to be remembered. Where more come, the fullest of the few that share
// a place is forgotten: its client starts again with a full one. Safe from any thread; never blocks for longer than a
// few instructions.
class BucketTable {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  using Verdict = resilience::TokenRate::Verdict;

  explicit BucketTable(int remembered);

  // Takes one token from the bucket with this hash.
  Verdict take(std::uint64_t key, const resilience::TokenRate& rate, TimePoint now);

 private:
  static constexpr std::size_t kPlaces = 8;
  static constexpr std::size_t kLocks = 64;

  struct Entry {
    std::uint64_t key = 0;
    resilience::TokenBucket bucket;
  };
  using Group = std::array<Entry, kPlaces>;

  static Entry& place_of(Group& group, std::uint64_t key);

  std::size_t groups_;  // a power of two
  std::unique_ptr<Group[]> table_;
  std::array<std::mutex, kLocks> locks_;
};

// The rate limits of the house: a coarse one for each address, before anybody looks at credentials, and one for each
// client and class of endpoints behind it. Safe from any thread.
class RateLimits {
 public:
  using TimePoint = BucketTable::TimePoint;
  using Verdict = BucketTable::Verdict;

  RateLimits(const LimitSettings& settings, telemetry::Metrics& metrics);

  // Each takes one request from a bucket; nullopt where nothing limits.
  std::optional<Verdict> take_for_address(LimitClass limit_class, std::string_view address, TimePoint now);
  // A client is the caller's subject, or the address of who is anonymous.
  std::optional<Verdict> take_for_client(LimitClass limit_class, const auth::Caller& caller, std::string_view address,
                                         TimePoint now);

 private:
  // One more than the classes of endpoints: the coarse limit of an address.
  static constexpr std::size_t kLimits = 4;
  struct Limit {
    std::optional<resilience::TokenRate> rate;  // nullopt: off
    telemetry::Counter* refused = nullptr;
  };

  std::optional<Verdict> take(std::size_t which, std::uint64_t client, TimePoint now);

  std::array<Limit, kLimits> limits_;
  std::unique_ptr<BucketTable> buckets_;  // null: all are off
};

// RateLimit-Limit, RateLimit-Remaining and RateLimit-Reset.
void write_limit(Response& response, const RateLimits::Verdict& verdict);

}  // namespace kontor::http
