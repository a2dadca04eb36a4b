#include "kernel/http/content_cache.hpp"

#include <algorithm>

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
      stale_(metrics.counter("kontor_cache_stale_answers_total",
                             "Answers that were no longer fresh, given because nothing fresh could be made",
                             labelled(name))),
      bytes_(metrics.gauge("kontor_cache_bytes", "Memory that a cache holds", labelled(name))) {}

ContentCache::Shard& ContentCache::shard_of(std::string_view key) {
  return shards_[std::hash<std::string_view>{}(key) % kShards];
}

bool ContentCache::is_current(const Content& content, std::uint64_t edition) const {
  if (edition < cleared_.load()) return false;
  const auto& subjects = content.subjects();
  if (subjects.empty()) return edition >= changes_.load();
  return std::ranges::all_of(subjects,
                             [&](std::size_t subject) { return edition >= subjects_[subject % kSubjects].load(); });
}

ContentPtr ContentCache::find(std::string_view key) {
  auto content = look_up(key);
  (content ? hits_ : misses_).add();
  return content;
}

ContentPtr ContentCache::look_up(std::string_view key) {
  Shard& shard = shard_of(key);
  const auto now = clock_.monotonic();
  const std::lock_guard lock(shard.mutex);
  const auto known = shard.index.find(key);
  if (known == shard.index.end()) return nullptr;
  const auto entry = known->second;
  if (now >= entry->expires || !is_current(*entry->content, entry->edition)) {
    if (now >= entry->expires + bounds_.stale_for) remove(shard, entry);
    return nullptr;
  }
  shard.entries.splice(shard.entries.begin(), shard.entries, entry);
  auto content = entry->content;
  charge(shard, *entry);
  shrink(shard);
  return content;
}

ContentPtr ContentCache::find_stale(std::string_view key) {
  Shard& shard = shard_of(key);
  const auto now = clock_.monotonic();
  const std::lock_guard lock(shard.mutex);
  const auto known = shard.index.find(key);
  if (known == shard.index.end() || now >= known->second->expires + bounds_.stale_for) return nullptr;
  stale_.add();
  return known->second->content;
}

void ContentCache::store(std::string_view key, ContentPtr content, std::uint64_t edition) {
  Shard& shard = shard_of(key);
  const auto expires = clock_.monotonic() + bounds_.time_to_live;
  const std::lock_guard lock(shard.mutex);
  if (!is_current(*content, edition)) return;
  if (const auto known = shard.index.find(key); known != shard.index.end()) remove(shard, known->second);
  shard.entries.push_front({std::string(key), std::move(content), expires, edition, 0});
  shard.index.emplace(shard.entries.front().key, shard.entries.begin());
  charge(shard, shard.entries.front());
  shrink(shard);
}

void ContentCache::forget(std::string_view subject) {
  subjects_[Content::number_of(subject) % kSubjects] = ++changes_;
}

void ContentCache::clear() {
  cleared_ = ++changes_;
  if (bounds_.stale_for.count() > 0) return;
  for (auto& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    while (!shard.entries.empty()) remove(shard, shard.entries.begin());
  }
}

ContentCache::Turn ContentCache::take_turn(std::string_view key, const Deadline& deadline) {
  Shard& shard = shard_of(key);
  Turn turn;
  std::unique_lock lock(shard.mutex);
  if (shard.making.contains(key)) {
    shard.made.wait_until(lock, deadline.moment(), [&] { return !shard.making.contains(key); });
    return turn;
  }
  turn.cache_ = this;
  turn.key_ = *shard.making.emplace(key).first;
  return turn;
}

void ContentCache::end_turn(const std::string& key) {
  Shard& shard = shard_of(key);
  {
    const std::lock_guard lock(shard.mutex);
    shard.making.erase(key);
  }
  shard.made.notify_all();
}

ContentCache::Turn::~Turn() {
  if (!key_.empty()) cache_->end_turn(key_);
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
