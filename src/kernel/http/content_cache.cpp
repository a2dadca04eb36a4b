#include "kernel/http/content_cache.hpp"

#include <functional>

namespace kontor::http {
namespace {

// Of the list's and the index's nodes, roughly.
constexpr std::size_t kEntryOverheadBytes = 160;

telemetry::Labels labelled(std::string_view name) {
  return {{"cache", std::string(name)}};
}

}  // namespace

ContentCache::ContentCache(Bounds bounds, const Clock& clock, telemetry::Metrics& metrics, std::string_view name)
    : bounds_(bounds),
      clock_(clock),
      hits_(metrics.counter("kontor_cache_hits_total", "Answers taken from a cache", labelled(name))),
      misses_(metrics.counter("kontor_cache_misses_total", "Look-ups that found nothing fresh", labelled(name))),
      bytes_(metrics.gauge("kontor_cache_bytes", "Memory that a cache holds", labelled(name))) {}

ContentCache::Shard& ContentCache::shard_of(std::string_view key) {
  return shards_[std::hash<std::string_view>{}(key) % kShards];
}

ContentPtr ContentCache::find(std::string_view key) {
  Shard& shard = shard_of(key);
  const auto now = clock_.monotonic();
  const std::lock_guard lock(shard.mutex);
  const auto known = shard.index.find(key);
  if (known == shard.index.end()) {
    misses_.add();
    return nullptr;
  }
  const auto entry = known->second;
  if (now >= entry->expires) {
    remove(shard, entry);
    misses_.add();
    return nullptr;
  }
  hits_.add();
  shard.entries.splice(shard.entries.begin(), shard.entries, entry);
  auto content = entry->content;
  charge(shard, *entry);
  shrink(shard);
  return content;
}

void ContentCache::store(std::string_view key, ContentPtr content, std::uint64_t edition) {
  Shard& shard = shard_of(key);
  const auto expires = clock_.monotonic() + bounds_.time_to_live;
  const std::lock_guard lock(shard.mutex);
  if (edition != edition_) return;
  if (const auto known = shard.index.find(key); known != shard.index.end()) remove(shard, known->second);
  shard.entries.push_front({std::string(key), std::move(content), expires, 0});
  shard.index.emplace(shard.entries.front().key, shard.entries.begin());
  charge(shard, shard.entries.front());
  shrink(shard);
}

void ContentCache::clear() {
  ++edition_;
  for (auto& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    while (!shard.entries.empty()) remove(shard, shard.entries.begin());
  }
}

void ContentCache::remove(Shard& shard, std::list<Entry>::iterator entry) {
  shard.bytes -= entry->charged_bytes;
  bytes_.add(-static_cast<std::int64_t>(entry->charged_bytes));
  shard.index.erase(entry->key);
  shard.entries.erase(entry);
}

void ContentCache::charge(Shard& shard, Entry& entry) {
  const std::size_t now_bytes = entry.content->memory_bytes() + entry.key.capacity() + kEntryOverheadBytes;
  shard.bytes += now_bytes - entry.charged_bytes;
  bytes_.add(static_cast<std::int64_t>(now_bytes) - static_cast<std::int64_t>(entry.charged_bytes));
  entry.charged_bytes = now_bytes;
}

void ContentCache::shrink(Shard& shard) {
  while (shard.bytes > bounds_.max_bytes / kShards && !shard.entries.empty()) {
    remove(shard, std::prev(shard.entries.end()));
  }
}

}  // namespace kontor::http
