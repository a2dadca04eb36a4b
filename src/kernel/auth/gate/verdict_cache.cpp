#include "kernel/auth/gate/verdict_cache.hpp"

#include <algorithm>
#include <cstring>

namespace kontor::auth {

std::size_t VerdictCache::FirstBytes::operator()(const crypto::Digest& token) const {
  std::size_t hash = 0;
  std::memcpy(&hash, token.data(), sizeof hash);
  return hash;
}

VerdictCache::VerdictCache(std::size_t most_verdicts, telemetry::Metrics& metrics)
    : most_in_shard_(std::max<std::size_t>(1, most_verdicts / kShards)),
      hits_(metrics.counter("kontor_auth_cache_hits_total", "Tokens whose verdict was remembered")),
      misses_(metrics.counter("kontor_auth_cache_misses_total", "Tokens that had to be verified")),
      entries_(metrics.gauge("kontor_auth_cache_entries", "Verdicts that are remembered")) {}

VerdictPtr VerdictCache::find(const crypto::Digest& token, std::uint64_t edition) {
  auto& shard = shard_of(token);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.index.find(token);
  if (found == shard.index.end() || found->second->verdict->edition != edition) {
    misses_.add();
    return nullptr;
  }
  hits_.add();
  shard.entries.splice(shard.entries.begin(), shard.entries, found->second);
  return found->second->verdict;
}

void VerdictCache::store(const crypto::Digest& token, VerdictPtr verdict, Timestamp now) {
  auto& shard = shard_of(token);
  const std::lock_guard lock(shard.mutex);
  if (const auto found = shard.index.find(token); found != shard.index.end()) remove(shard, found->second);
  make_room(shard, now);
  shard.entries.push_front({token, std::move(verdict)});
  shard.index.emplace(token, shard.entries.begin());
  entries_.add(1);
}

// For two where one comes, so that those that are over become fewer.
void VerdictCache::make_room(Shard& shard, Timestamp now) {
  if (shard.entries.size() >= most_in_shard_) remove(shard, std::prev(shard.entries.end()));
  for (int i = 0; i < 2 && !shard.entries.empty() && shard.entries.back().verdict->good_until < now; ++i) {
    remove(shard, std::prev(shard.entries.end()));
  }
}

void VerdictCache::remove(const crypto::Digest& token) {
  auto& shard = shard_of(token);
  const std::lock_guard lock(shard.mutex);
  if (const auto found = shard.index.find(token); found != shard.index.end()) remove(shard, found->second);
}

void VerdictCache::clear() {
  for (auto& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    while (!shard.entries.empty()) remove(shard, shard.entries.begin());
  }
}

void VerdictCache::remove(Shard& shard, std::list<Entry>::iterator entry) {
  shard.index.erase(entry->token);
  shard.entries.erase(entry);
  entries_.add(-1);
}

}  // namespace kontor::auth
