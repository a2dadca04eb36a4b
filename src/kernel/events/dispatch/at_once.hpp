#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/time.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/dispatch/group_metrics.hpp"
#include "kernel/events/group.hpp"
#include "kernel/telemetry/tracer.hpp"

namespace kontor::events {

// The groups of this process that handle messages in the transaction that publishes them, and whether they do at the
// moment: not before they are registered, not once the dispatcher stops, and not for a while after such a transaction
// has failed, because then the log is the quicker way. Safe from any thread.
class AtOnce {
 public:
  // The groups have to live until close().
  AtOnce(const std::vector<Group>& groups, const std::deque<GroupMetrics>& metrics, telemetry::Tracer tracer);

  // From now on, unless it was closed; the numbers that the groups have in the database.
  void open(const std::vector<int>& group_ids);
  // Waits for visits under way. For good.
  void close();

  // While it lives, what is open stays open.
  class Visit {
   public:
    explicit Visit(AtOnce& at_once) : lock_(at_once.mutex_), is_open_(at_once.is_open_) {}
    bool is_open() const { return is_open_; }

   private:
    std::shared_lock<std::shared_mutex> lock_;
    bool is_open_;
  };

  std::size_t groups() const { return takers_.size(); }
  int id_of(std::size_t group) const { return takers_[group].id; }

  // How such a message comes to the group at the moment.
  enum class Way { none, by_the_log, at_once };
  Way way_to(std::size_t group, std::string_view type, int version) const;
  // How many of the groups handle it at once, when all is well.
  std::size_t takers_of(std::string_view type, int version) const;

  // Runs the group's handlers, in its role. During a visit that is open.
  Result<void> handle(db::Tx& tx, std::size_t group, std::span<const Event> events) const;
  // What it handled is committed; published at this time.
  void handled(std::size_t group, Timestamp published);
  // It was not: for a while its messages go by the log.
  void rest(std::size_t group);

 private:
  using Clock = std::chrono::steady_clock;

  struct Taker {
    Taker(const Group& its_group, const GroupMetrics& its_metrics);
    bool takes_at_once(std::string_view type, int version) const;

    const Group& group;
    const GroupMetrics metrics;
    int id = 0;
    std::map<std::string, std::vector<int>, std::less<>> types;  // that it handles, and the versions at once
    std::atomic<Clock::time_point> rests_until{};
  };

  const telemetry::Tracer tracer_;
  std::deque<Taker> takers_;
  std::shared_mutex mutex_;  // shared by visits
  bool is_open_ = false;
  bool was_closed_ = false;
};

}  // namespace kontor::events
