#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>

namespace kontor::http {

// A token bucket per client, kept as the one moment at which it will be full again (GCRA). A full bucket holds the
// requests of a minute, and fills evenly.
//
// Memory is taken once, for as many clients as are to be remembered. Where more come, the one whose bucket is fullest
// of the few that share its place is forgotten: it starts again with a full one. Safe from any thread; never blocks for
// longer than a few instructions.
class RateLimiter {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  RateLimiter(int requests_per_minute, int clients_remembered);

  struct Verdict {
    bool allowed = true;
    int limit = 0;
    int remaining = 0;
    int reset_seconds = 0;  // until the bucket is full again
    int retry_after_seconds = 0;
  };

  // Takes one request from the client's bucket. `client` is a hash (client_key).
  Verdict take(std::uint64_t client, TimePoint now);

 private:
  static constexpr std::size_t kPlaces = 8;
  static constexpr std::size_t kLocks = 64;

  struct Bucket {
    std::uint64_t client = 0;
    std::int64_t full_at_ns = 0;
  };
  using Group = std::array<Bucket, kPlaces>;

  Bucket& place_of(Group& group, std::uint64_t client);

  int limit_;
  std::int64_t interval_ns_;  // in which one request comes back
  std::size_t groups_;        // a power of two
  std::unique_ptr<Group[]> table_;
  std::array<std::mutex, kLocks> locks_;
};

}  // namespace kontor::http
