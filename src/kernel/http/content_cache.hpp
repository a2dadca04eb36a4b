#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "kernel/core/time.hpp"
#include "kernel/http/content.hpp"
#include "kernel/telemetry/metrics.hpp"

namespace kontor::http {

// Ready answers by request target, bounded in bytes: who was not asked for the longest goes first. An entry is fresh
// for `time_to_live` from when it was stored, whether it is asked for or not, and until what it is about changes. Safe
// from any thread; a look-up takes no memory and only a short lock, so I/O threads may do it.
class ContentCache {
 public:
  struct Bounds {
    std::size_t max_bytes;
    std::chrono::milliseconds time_to_live;
    std::chrono::milliseconds stale_for{0};  // how long behind that find_stale() still has it
  };

  // `name` labels the metrics kontor_cache_hits_total, …_misses_total, …_stale_answers_total and kontor_cache_bytes.
  ContentCache(Bounds bounds, const Clock& clock, telemetry::Metrics& metrics, std::string_view name);

  ContentPtr find(std::string_view key);  // null: not there, or not fresh
  // For when nothing fresh can be made; marked as such by who answers with it.
  ContentPtr find_stale(std::string_view key);
  // `edition` is the cache's when the answer was begun: one that is about what was changed since is not kept.
  void store(std::string_view key, ContentPtr content, std::uint64_t edition);
  std::uint64_t edition() const { return changes_.load(); }

  // What is about this subject, or about anything, is not fresh from now on, also what is being made at this moment.
  void forget(std::string_view subject);
  // The same for everything.
  void clear();

  // One of several who miss the same key makes the answer; the others wait for it, and look again.
  class Turn {
   public:
    Turn(Turn&& other) noexcept : cache_(other.cache_), key_(std::exchange(other.key_, {})) {}
    ~Turn();
    bool is_first() const { return !key_.empty(); }

   private:
    friend class ContentCache;
    Turn() = default;
    ContentCache* cache_ = nullptr;
    std::string key_;  // empty: somebody else made it meanwhile, or the deadline has come
  };
  // Blocks until it is the caller's turn, or until who had it is done. Only for workers.
  Turn take_turn(std::string_view key, const Deadline& deadline);

 private:
  static constexpr std::size_t kShards = 16;
  static constexpr std::size_t kSubjects = 4096;
  using TimePoint = std::chrono::steady_clock::time_point;

  struct Entry {
    std::string key;
    ContentPtr content;
    TimePoint expires;
    std::uint64_t edition;
    std::size_t charged_bytes;
  };
  // The index holds views into the entries' own keys.
  struct Shard {
    std::mutex mutex;
    std::list<Entry> entries;  // the latest used first
    std::unordered_map<std::string_view, std::list<Entry>::iterator> index;
    std::size_t bytes = 0;
    std::set<std::string, std::less<>> making;
    std::condition_variable made;
  };

  Shard& shard_of(std::string_view key);
  ContentPtr look_up(std::string_view key);
  bool is_current(const Content& content, std::uint64_t edition) const;
  void end_turn(const std::string& key);
  void remove(Shard& shard, std::list<Entry>::iterator entry);
  // An encoding that was made meanwhile counts too.
  void charge(Shard& shard, Entry& entry);
  void shrink(Shard& shard);

  Bounds bounds_;
  // Changes are numbered. What was begun at an edition is current while nothing it is about has a later number;
  // subjects share places, which only makes some of them change more often than they do.
  std::atomic<std::uint64_t> changes_{0};
  std::atomic<std::uint64_t> cleared_{0};
  std::array<std::atomic<std::uint64_t>, kSubjects> subjects_{};
  const Clock& clock_;
  telemetry::Counter& hits_;
  telemetry::Counter& misses_;
  telemetry::Counter& stale_;
  telemetry::Gauge& bytes_;
  std::array<Shard, kShards> shards_;
};

}  // namespace kontor::http
