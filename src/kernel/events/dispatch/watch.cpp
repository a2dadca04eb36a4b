#include "kernel/events/dispatch/watch.hpp"

#include <algorithm>

#include "kernel/core/check.hpp"
#include "kernel/core/format.hpp"
#include "kernel/events/store/housekeeping.hpp"
#include "kernel/events/store/lag_reads.hpp"

namespace kontor::events {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kTurnsBetweenTidying = 20;
constexpr std::chrono::seconds kLeastAttendance{60};
constexpr int kCountedAnyway = 10000;                  // of each group, where less would be too many already
constexpr int kMeasureShare = 20;                      // counting takes one twentieth of the time,
constexpr std::chrono::seconds kLongestUnmeasured{5};  // but one slow answer is not waited for twenty times

std::vector<int> ids_of(const Group& group, std::span<const Log::RegisteredTopic> topics) {
  std::vector<int> ids;
  for (const auto& wanted : group.topics()) {
    const auto found = std::ranges::find(topics, wanted, &Log::RegisteredTopic::topic);
    KONTOR_CHECK(found != topics.end(), "the log was made with every topic of the groups");
    ids.push_back(found->id);
  }
  return ids;
}

}  // namespace

Watch::Watch(Log& log, db::Database bus, const std::vector<Group>& groups, const EventSettings& settings,
             const telemetry::Log& logger, std::deque<GroupMetrics>& metrics, ReadyQueue& queue, AtOnce& at_once)
    : log_(log),
      bus_(std::move(bus)),
      groups_(groups),
      settings_(settings),
      logger_(logger),
      metrics_(metrics),
      queue_(queue),
      at_once_(at_once),
      looked_at_(Clock::now()),
      standings_(groups.size()) {}

void Watch::run() {
  do {
    carefully([this] { return turn(); });
  } while (sleep(std::chrono::milliseconds(settings_.poll_ms)));
  carefully([this] { return leave(); });
}

template <class Step>
void Watch::carefully(Step step) const {
  try {
    if (const auto done = step(); !done) logger_.warn("event_watch_failed", {{"code", done.error().code}});
  } catch (const std::exception& bug) {
    logger_.error("event_watch_failed", {{"error", bug.what()}});
  }
}

Result<void> Watch::turn() {
  if (groups_.empty()) return {};
  if (group_ids_.empty()) {
    auto seats = register_groups();
    if (!seats) return std::move(seats).error();
    queue_.open(*std::move(seats));
    if (settings_.at_once) at_once_.open(group_ids_);
  }
  if (Clock::now() >= next_sign_) {
    if (auto done = attend(); !done) return done;
  }
  if (auto done = look(); !done) return done;
  if (Clock::now() >= next_measure_) {
    if (auto done = measure(); !done) return done;
  }
  return --turns_until_tidy_ > 0 ? Result<void>() : tidy();
}

Result<std::vector<Seat>> Watch::register_groups() {
  const auto topics = log_.topics();
  if (!topics) return topics.error();
  std::vector<int> group_ids;
  auto seats = bus_.transact([&](db::Tx& tx) -> Result<std::vector<Seat>> {
    std::vector<Seat> all;
    group_ids.clear();
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      const auto topic_ids = ids_of(groups_[i], *topics);
      const int id = store::subscribe(tx,
                                      {.name = groups_[i].name(),
                                       .rebuildable = groups_[i].is_rebuildable(),
                                       .topic_ids = topic_ids,
                                       .messages = groups_[i].messages()},
                                      attendance());
      group_ids.push_back(id);
      for (const auto& [topic, topic_id] : *topics) {
        if (std::ranges::find(topic_ids, topic_id) == topic_ids.end()) continue;
        for (int number = 0; number < topic.partitions; ++number) {
          all.push_back({.group = i, .delivery = {id, {topic_id, number}, std::string(topic.name)}});
        }
      }
    }
    return all;
  });
  if (seats) group_ids_ = std::move(group_ids);
  return seats;
}

store::Attendance Watch::attendance() const {
  const auto missed = std::chrono::milliseconds(settings_.poll_ms) * 3;
  return {instance_, std::max(kLeastAttendance, std::chrono::ceil<std::chrono::seconds>(missed))};
}

Result<void> Watch::attend() {
  next_sign_ = Clock::now() + attendance().good_for / 12;
  const auto there = bus_.transact([&](db::Tx& tx) -> Result<int> {
    tx.relax_durability();
    return store::attend(tx, group_ids_, attendance());
  });
  if (!there) return there.error();
  if (*there == static_cast<int>(group_ids_.size())) return {};
  next_sign_ = {};
  return conflict("group_forgotten", "A group was forgotten while this program was away: it has to be started again.");
}

// Left unsaid, it is found out a minute later.
Result<void> Watch::leave() {
  if (group_ids_.empty()) return {};
  const auto left = bus_.transact([&](db::Tx& tx) -> Result<int> {
    return store::attend(tx, group_ids_, {instance_, std::chrono::seconds(0)});
  });
  return left ? Result<void>() : left.error();
}

Result<void> Watch::look() {
  const auto found = store::waiting(bus_, group_ids_);
  if (!found) return found.error();
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    auto standing = standings_[i];
    standing.seconds = 0;
    bool behind = false;
    for (const auto& waiting : *found) {
      if (waiting.group_id != group_ids_[i]) continue;
      standing.seconds = std::max(standing.seconds, static_cast<std::int64_t>(waiting.seconds));
      standing.paused = waiting.paused;
      behind = true;
    }
    if (!behind) standing.events = 0;
    show(i, standing);
  }
  for (const auto& waiting : *found) {
    if (waiting.ready && !waiting.paused) queue_.wake(waiting.group_id, waiting.partition);
  }
  looked_at_ = Clock::now();
  return {};
}

Result<void> Watch::measure() {
  const auto started = Clock::now();
  const auto counted = store::backlog(bus_, group_ids_, std::max(settings_.max_lag_events, kCountedAnyway) + 1);
  next_measure_ =
      Clock::now() + std::min<Clock::duration>((Clock::now() - started) * kMeasureShare, kLongestUnmeasured);
  if (!counted) return counted.error();
  for (const auto& backlog : *counted) {
    const auto group = static_cast<std::size_t>(std::ranges::find(group_ids_, backlog.group_id) - group_ids_.begin());
    show(group, {backlog.paused, backlog.events, standings_[group].seconds});
    metrics_[group].dead_letters.set(backlog.dead_letters);
  }
  return {};
}

void Watch::show(std::size_t group, const Standing& standing) {
  metrics_[group].paused.set(standing.paused ? 1 : 0);
  metrics_[group].lag_events.set(standing.events);
  metrics_[group].lag_seconds.set(standing.seconds);
  const std::lock_guard lock(mutex_);
  standings_[group] = standing;
}

Result<void> Watch::tidy() {
  turns_until_tidy_ = kTurnsBetweenTidying;
  const auto tidied = store::tidy(bus_, settings_.command_retention_hours);
  if (!tidied) return tidied.error();
  if (tidied->more) turns_until_tidy_ = 1;
  if (tidied->places + tidied->commands > 0) {
    logger_.debug("events_tidied", {{"places", tidied->places}, {"commands", tidied->commands}});
  }
  return {};
}

Result<void> Watch::check() const {
  if (groups_.empty()) return {};
  const auto unseen = std::chrono::floor<std::chrono::seconds>(Clock::now() - looked_at_.load());
  if (unseen > std::chrono::seconds(settings_.max_lag_seconds) + 2 * std::chrono::milliseconds(settings_.poll_ms)) {
    return unavailable(format("How far the event groups are was not seen for {} seconds.", unseen.count()));
  }
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    const auto& standing = standings_[i];
    if (standing.paused) continue;
    if (standing.events > settings_.max_lag_events || standing.seconds > settings_.max_lag_seconds) {
      return unavailable(format("The group {} is {} events and {} seconds behind.", groups_[i].name(), standing.events,
                                standing.seconds));
    }
  }
  return {};
}

bool Watch::sleep(std::chrono::milliseconds pause) {
  std::unique_lock lock(mutex_);
  return !stopped_.wait_for(lock, pause, [this] { return stop_; });
}

void Watch::stop() {
  const std::lock_guard lock(mutex_);
  stop_ = true;
  stopped_.notify_all();
}

}  // namespace kontor::events
