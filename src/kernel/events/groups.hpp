#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "kernel/core/time.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/event.hpp"
#include "kernel/events/group.hpp"

namespace kontor::events {

// What operators see of a group, and what they may do to it. Positions order one partition only.

struct PartitionState {
  std::string topic;
  int partition = 0;
  std::int64_t place = 0;             // of the last event that the group is through with; 0: none
  std::int64_t head = 0;              // of the newest event; 0: none
  std::int64_t lag_events = 0;        // behind the place; counted up to 100,000
  double lag_seconds = 0;             // how old the first of them is
  int attempts = 0;                   // of that event so far, while it fails
  std::optional<Timestamp> retry_at;  // when it is tried again
  std::string error;                  // why it failed last
};
KONTOR_DESCRIBE(PartitionState, topic, partition, place, head, lag_events, lag_seconds, attempts, retry_at, error)

struct GroupState {
  std::string name;
  bool rebuildable = false;
  bool paused = false;
  std::int64_t lag_events = 0;    // of all partitions
  double lag_seconds = 0;         // of the partition that is furthest behind
  std::int64_t dead_letters = 0;  // events that failed for good
  std::int64_t queued = 0;        // events that wait behind them, or for their next attempt
  std::vector<PartitionState> partitions;
};
KONTOR_DESCRIBE(GroupState, name, rebuildable, paused, lag_events, lag_seconds, dead_letters, queued, partitions)

// An event that a group could not handle, or that waits behind one of its key.
struct DeadLetter {
  enum class State {
    dead,    // gave up; waits for retry or drop
    queued,  // waits for its turn: behind an earlier one of its key, or for the next attempt
  };
  std::string group;
  std::int64_t position = 0;  // with the group, what names it
  std::string topic;
  int partition = 0;
  Uuid event_id;
  std::string type;
  int version = 1;
  std::string aggregatetype;
  std::string aggregateid;
  State state = State::dead;
  int attempts = 0;
  std::string error_code;
  std::string error_detail;
  Timestamp time;                    // of the event
  Timestamp since;                   // when it was put here
  std::optional<Timestamp> next_at;  // of the next attempt
};
KONTOR_DESCRIBE_ENUM(DeadLetter::State, dead, queued)
KONTOR_DESCRIBE(DeadLetter, group, position, topic, partition, event_id, type, version, aggregatetype, aggregateid,
                state, attempts, error_code, error_detail, time, since, next_at)

struct DeadLetterPage {
  std::vector<DeadLetter> letters;
  std::optional<std::string> next;  // opaque; empty on the last page
};

struct ReplayPlan {
  struct Part {
    std::string topic;
    int partition = 0;
    std::int64_t from = 0;  // the place it would be set to
    std::int64_t upto = 0;  // the newest event when the plan was made
    std::int64_t events = 0;
  };
  std::string group;
  std::int64_t events = 0;        // of all parts, whatever their type
  std::int64_t left_out = 0;      // events before the time: what the group built of them is gone afterwards
  std::int64_t dead_letters = 0;  // that would be forgotten, and what is queued behind them
  std::vector<Part> parts;
};
KONTOR_DESCRIBE(ReplayPlan::Part, topic, partition, from, upto, events)
KONTOR_DESCRIBE(ReplayPlan, group, events, left_out, dead_letters, parts)

struct ReplayProgress {
  std::int64_t total = 0;
  std::int64_t handled = 0;  // by the share of the way that is done; total only when all is
  bool finished = false;
};
KONTOR_DESCRIBE(ReplayProgress, total, handled, finished)

// The groups of a database as operators handle them; works beside running instances, which notice within their poll
// (EventSettings::poll_ms). Every call blocks on the database, and is `unavailable` without it; `not_found` for a group
// or a dead letter that is not there. Safe from any thread.
class Groups {
 public:
  // `bus` acts as the role of the schema `bus`. `groups` are those that this program knows; a replay needs them.
  Groups(db::Database bus, std::vector<Group> groups);

  // What else is done in the transaction of a change, where there was something to change: for who accounts for it.
  using Along = std::function<void(db::Tx&)>;

  // By name: every group that was ever served, also those that this program does not know.
  Result<std::vector<GroupState>> list() const;
  Result<GroupState> find(const std::string& group) const;

  // No batch is begun while a group is paused, and when this returns none is at work: it waits up to half a minute for
  // those that were begun before, then it is `conflict` (still_at_work), and the group paused all the same. May be
  // repeated. A paused group is no reason not to be ready.
  Result<void> pause(const std::string& group, const Along& along = {});
  Result<void> resume(const std::string& group, const Along& along = {});

  // Of a group that no program has any more: its places, dead letters and what it remembers are gone, and commands wait
  // for it no longer. `rejected` (group_declared) where this program has it, `conflict` (still_served) while a running
  // one does: one that was stopped or died, up to a minute after it was last seen.
  Result<void> forget(const std::string& group, const Along& along = {});

  struct Filter {
    std::string group = {};                                 // empty: all
    std::optional<DeadLetter::State> state = std::nullopt;  // nothing: both
    std::optional<std::string> after = std::nullopt;        // DeadLetterPage::next; `invalid` for anything else
    int limit = 50;                                         // 1 … 1000
  };
  Result<DeadLetterPage> dead_letters(const Filter& filter) const;

  struct DeadEvent {
    DeadLetter letter;
    Event event;
  };
  Result<DeadEvent> dead_letter(const std::string& group, std::int64_t position) const;

  // Gives a dead letter all its attempts again; it runs when it is the first of its key, and what is queued behind it
  // follows. `conflict` (not_dead) for one that is only queued.
  Result<void> retry(const std::string& group, std::int64_t position, const Along& along = {});
  // Of all the group's dead letters; returns how many.
  Result<std::int64_t> retry_all(const std::string& group, const Along& along = {});
  // The group never handles this event; what is queued behind it follows. Queued ones may be dropped too.
  Result<void> drop(const std::string& group, std::int64_t position, const Along& along = {});

  // What a replay would do. `rejected` (not_rebuildable) where a group's effects are for good, `rejected`
  // (unknown_group) where this program does not have its handlers. Without `from`: from the beginning.
  Result<ReplayPlan> plan_replay(const std::string& group, std::optional<Timestamp> from = std::nullopt) const;
  // In one transaction in the role of the group: waits for its batches at work, empties what the group built, forgets
  // its dead letters and sets its places back; the running instances then catch up. From a time (of the events), what
  // it builds is made of what was published since, and of nothing before. Returns the plan it carried out.
  Result<ReplayPlan> replay(const std::string& group, std::optional<Timestamp> from = std::nullopt,
                            const Along& along = {});
  // How far the group has come with a plan that was carried out.
  Result<ReplayProgress> progress(const ReplayPlan& plan) const;

 private:
  Result<const Group*> rebuildable(const std::string& group) const;

  db::Database bus_;
  std::vector<Group> groups_;
};

}  // namespace kontor::events
