#include "kernel/events/dispatch/at_once.hpp"

#include <algorithm>
#include <mutex>

#include "kernel/events/dispatch/handling.hpp"

namespace kontor::events {

namespace {

constexpr std::chrono::seconds kRest{1};

}  // namespace

AtOnce::Taker::Taker(const Group& its_group, const GroupMetrics& its_metrics) : group(its_group), metrics(its_metrics) {
  for (const auto& message : group.messages()) types.try_emplace(std::string(message.name));
  for (const auto& message : group.handled_at_once()) types[std::string(message.name)].push_back(message.version);
}

bool AtOnce::Taker::takes_at_once(std::string_view type, int version) const {
  const auto versions = types.find(type);
  return versions != types.end() && std::ranges::find(versions->second, version) != versions->second.end();
}

AtOnce::AtOnce(const std::vector<Group>& groups, const std::deque<GroupMetrics>& metrics, telemetry::Tracer tracer)
    : tracer_(tracer) {
  for (std::size_t i = 0; i < groups.size(); ++i) takers_.emplace_back(groups[i], metrics[i]);
}

void AtOnce::open(const std::vector<int>& group_ids) {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < takers_.size(); ++i) takers_[i].id = group_ids[i];
  is_open_ = !was_closed_;
}

void AtOnce::close() {
  const std::lock_guard lock(mutex_);
  is_open_ = false;
  was_closed_ = true;
}

AtOnce::Way AtOnce::way_to(std::size_t group, std::string_view type, int version) const {
  const auto& taker = takers_[group];
  if (!taker.types.contains(type)) return Way::none;
  if (!taker.takes_at_once(type, version) || Clock::now() < taker.rests_until.load()) return Way::by_the_log;
  return Way::at_once;
}

std::size_t AtOnce::takers_of(std::string_view type, int version) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(takers_, [&](const Taker& taker) { return taker.takes_at_once(type, version); }));
}

Result<void> AtOnce::handle(db::Tx& tx, std::size_t group, std::span<const Event> events) const {
  const auto& taker = takers_[group];
  if (!taker.group.is_relaxed()) tx.demand_durability();
  return taker.group.database().within(
      tx, [&](db::Tx& theirs) { return events::handle(theirs, taker.group, events, taker.metrics, tracer_); });
}

void AtOnce::handled(std::size_t group, Timestamp published) {
  const std::chrono::duration<double> took = SystemClock().now() - published;
  takers_[group].metrics.delivery_seconds.observe(took.count());
  takers_[group].metrics.handled.add();
}

void AtOnce::rest(std::size_t group) {
  takers_[group].rests_until = Clock::now() + kRest;
}

}  // namespace kontor::events
