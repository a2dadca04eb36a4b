#pragma once

#include <array>
#include <chrono>
#include <deque>
#include <mutex>
#include <span>
#include <unordered_set>

#include "kernel/core/ids.hpp"
#include "kernel/core/time.hpp"
#include "kernel/telemetry/metrics.hpp"

namespace kontor::auth {

// Sessions whose tokens are worthless, each for as long as one of its tokens could still be good. At most so many: who
// ended first is forgotten first, and then whatever was issued until that moment is taken for ended, because nobody
// remembers that it is not. Safe from any thread; a question takes a short lock.
class EndedSessions {
 public:
  struct Bounds {
    std::size_t most_sessions;
    std::chrono::seconds remembered_for;
  };
  EndedSessions(Bounds bounds, telemetry::Metrics& metrics);

  // A session that is remembered already keeps its time.
  void add(std::span<const Uuid> sessions, Timestamp now);
  bool refuses(const Uuid& session, Timestamp issued_at) const;

 private:
  static constexpr std::size_t kShards = 16;

  struct Ended {
    Uuid session;
    Timestamp at;
  };
  struct LastBytes {
    std::size_t operator()(const Uuid& session) const;
  };
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_set<Uuid, LastBytes> sessions;
    std::deque<Ended> in_order;
    Timestamp forgotten_until = Timestamp::min();
  };

  Shard& shard_of(const Uuid& session) { return shards_[shard_index(session)]; }
  static std::size_t shard_index(const Uuid& session) { return session.bytes().back() % kShards; }
  void forget_first(Shard& shard);

  std::size_t most_in_shard_;
  std::chrono::seconds remembered_for_;
  telemetry::Gauge& remembered_;
  std::array<Shard, kShards> shards_;
};

}  // namespace kontor::auth
