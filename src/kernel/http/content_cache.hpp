#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "kernel/core/time.hpp"
#include "kernel/http/content.hpp"
#include "kernel/telemetry/metrics.hpp"

namespace kontor::http {

// Ready answers by request target, bounded in bytes: who was not asked for the longest goes first. An entry lives
// `time_to_live` from when it was stored, whether it is asked for or not. Safe from any thread; a look-up takes no
// memory and only a short lock, so I/O threads may do it. Several who miss the same key all make the answer.
class ContentCache {
 public:
  struct Bounds {
    std::size_t max_bytes;
    std::chrono::milliseconds time_to_live;
  };

  // `name` labels the metrics kontor_cache_hits_total, …_misses_total and kontor_cache_bytes.
  ContentCache(Bounds bounds, const Clock& clock, telemetry::Metrics& metrics, std::string_view name);

  ContentPtr find(std::string_view key);  // null: not there, or too old
  // `edition` is the cache's when the answer was begun: one that was begun before the cache was cleared is not kept.
  void store(std::string_view key, ContentPtr content, std::uint64_t edition);
  std::uint64_t edition() const { return edition_.load(); }

  // Forgets everything, also what is being made at this moment.
  void clear();

 private:
  static constexpr std::size_t kShards = 16;
  using TimePoint = std::chrono::steady_clock::time_point;

  struct Entry {
    std::string key;
    ContentPtr content;
    TimePoint expires;
    std::size_t charged_bytes;
  };
  // The index holds views into the entries' own keys.
  struct Shard {
    std::mutex mutex;
    std::list<Entry> entries;  // the latest used first
    std::unordered_map<std::string_view, std::list<Entry>::iterator> index;
    std::size_t bytes = 0;
  };

  Shard& shard_of(std::string_view key);
  void remove(Shard& shard, std::list<Entry>::iterator entry);
  // An encoding that was made meanwhile counts too.
  void charge(Shard& shard, Entry& entry);
  void shrink(Shard& shard);

  Bounds bounds_;
  std::atomic<std::uint64_t> edition_{0};
  const Clock& clock_;
  telemetry::Counter& hits_;
  telemetry::Counter& misses_;
  telemetry::Gauge& bytes_;
  std::array<Shard, kShards> shards_;
};

}  // namespace kontor::http
