#pragma once

#include <chrono>

namespace kontor::resilience {

// A bucket of tokens, kept as the one moment at which it will be full again (GCRA). A new one is full.
struct TokenBucket {
  std::chrono::steady_clock::time_point full_at{};
};

// What the buckets of one kind have in common: each holds the tokens of a minute and fills evenly.
class TokenRate {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  explicit TokenRate(int per_minute);  // more than 0

  struct Verdict {
    bool allowed = true;
    int limit = 0;
    int remaining = 0;
    int reset_seconds = 0;  // until the bucket is full again
    int retry_after_seconds = 0;
  };

  // Takes one token; a refused attempt costs nothing.
  Verdict take(TokenBucket& bucket, TimePoint now) const;

 private:
  int limit_;
  std::chrono::nanoseconds interval_;  // in which one token comes back
};

}  // namespace kontor::resilience
