#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <mutex>
#include <unordered_map>

#include "kernel/auth/gate/verdict.hpp"
#include "kernel/crypto/digest.hpp"
#include "kernel/telemetry/metrics.hpp"

namespace kontor::auth {

// Verdicts by the SHA-256 of their token, at most so many: who was not asked for the longest goes first, and as soon as
// the token is over. A look-up takes a short lock and no memory. Safe from any thread.
class VerdictCache {
 public:
  VerdictCache(std::size_t most_verdicts, telemetry::Metrics& metrics);

  // Null: not there, or of another edition.
  VerdictPtr find(const crypto::Digest& token, std::uint64_t edition);
  void store(const crypto::Digest& token, VerdictPtr verdict, Timestamp now);
  void remove(const crypto::Digest& token);
  void clear();

 private:
  static constexpr std::size_t kShards = 16;

  struct Entry {
    crypto::Digest token;
    VerdictPtr verdict;
  };
  // A digest is as good as random.
  struct FirstBytes {
    std::size_t operator()(const crypto::Digest& token) const;
  };
  struct Shard {
    std::mutex mutex;
    std::list<Entry> entries;  // the latest used first
    std::unordered_map<crypto::Digest, std::list<Entry>::iterator, FirstBytes> index;
  };

  Shard& shard_of(const crypto::Digest& token) { return shards_[token.back() % kShards]; }
  void make_room(Shard& shard, Timestamp now);
  void remove(Shard& shard, std::list<Entry>::iterator entry);

  std::size_t most_in_shard_;
  telemetry::Counter& hits_;
  telemetry::Counter& misses_;
  telemetry::Gauge& entries_;
  std::array<Shard, kShards> shards_;
};

}  // namespace kontor::auth
