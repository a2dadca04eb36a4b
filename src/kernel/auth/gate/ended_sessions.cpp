#include "kernel/auth/gate/ended_sessions.hpp"

#include <algorithm>
#include <cstring>

namespace kontor::auth {

// A UUID of version 7 begins with a time; its end is random. The last byte chose the shard.
std::size_t EndedSessions::LastBytes::operator()(const Uuid& session) const {
  std::size_t hash = 0;
  std::memcpy(&hash, session.bytes().data() + session.bytes().size() - 1 - sizeof hash, sizeof hash);
  return hash;
}

EndedSessions::EndedSessions(Bounds bounds, telemetry::Metrics& metrics)
    : most_in_shard_(std::max<std::size_t>(1, bounds.most_sessions / kShards)),
      remembered_for_(bounds.remembered_for),
      remembered_(metrics.gauge("kontor_auth_ended_sessions", "Ended sessions whose tokens are refused by name")) {}

void EndedSessions::add(std::span<const Uuid> sessions, Timestamp now) {
  for (const auto& session : sessions) {
    auto& shard = shard_of(session);
    const std::lock_guard lock(shard.mutex);
    while (!shard.in_order.empty() && shard.in_order.front().at + remembered_for_ < now) forget_first(shard);
    if (!shard.sessions.insert(session).second) continue;
    shard.in_order.push_back({session, now});
    remembered_.add(1);
    if (shard.in_order.size() <= most_in_shard_) continue;
    shard.forgotten_until = std::max(shard.forgotten_until, shard.in_order.front().at);
    forget_first(shard);
  }
}

bool EndedSessions::refuses(const Uuid& session, Timestamp issued_at) const {
  const auto& shard = shards_[shard_index(session)];
  const std::lock_guard lock(shard.mutex);
  return issued_at <= shard.forgotten_until || shard.sessions.contains(session);
}

void EndedSessions::forget_first(Shard& shard) {
  shard.sessions.erase(shard.in_order.front().session);
  shard.in_order.pop_front();
  remembered_.add(-1);
}

}  // namespace kontor::auth
