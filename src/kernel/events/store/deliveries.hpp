#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/events/event.hpp"
#include "kernel/events/log.hpp"

// Bringing events to groups: the functions of migrations/bus/0002_groups.sql. They may be called in any module's role.
namespace kontor::events::store {

// One group's partition, by numbers of the database.
struct Delivery {
  int group_id = 0;
  Partition partition;
  std::string topic;
};

struct Taken {
  std::vector<Event> events;  // to be handled, in order
  bool queued = false;        // they are dead letters whose turn it is
  int seen = 0;               // of the log, handled or not: the place moves over them
  bool more = false;          // there may be others behind them
};

struct Registration {
  const std::string& name;
  bool rebuildable = false;
  const std::vector<int>& topic_ids;
  std::span<const MessageType> messages;
};
// A program that serves groups, and how long it is taken to be there after it has said so.
struct Attendance {
  Uuid instance;
  std::chrono::seconds good_for{0};
};
// The group's number. Registers it for all partitions of these topics, with what this program handles.
int subscribe(db::Tx& tx, const Registration& group, const Attendance& by);
// Says that the program is there; with 0 seconds, that it is not. How many of the groups are.
int attend(db::Tx& tx, const std::vector<int>& group_ids, const Attendance& by);

struct BatchLimits {
  int events = 0;
  int bytes = 0;  // of payload, unless one event has more
};
// Holds the partition and takes the next events; when `tx` commits they are handled. Nothing where the
// partition is somebody else's now, or has to wait. What the group's newest program handles and is not among the
// `known` is left to it, with all behind it.
std::optional<Taken> take(db::Tx& tx, const Delivery& delivery, std::span<const MessageType> known,
                          const BatchLimits& limits);

// The same of several partitions of one group, in one round trip; what there is of each. The limits count for all
// together: of one that nothing was left for, there is nothing but `more`.
std::vector<std::optional<Taken>> take_each(db::Tx& tx, std::span<const Delivery* const> deliveries,
                                            std::span<const MessageType> known, const BatchLimits& limits);

struct Failed {
  std::int64_t position = 0;
  bool queued = false;
  std::string_view code;
  std::string_view detail;
};
struct RetryRules {
  int attempts = 0;
  int first_ms = 0;
  int longest_ms = 0;
};
struct Verdict {
  int attempts = 0;
  bool dead = false;
  int pause_ms = 0;  // before the next attempt
};
// Counts a failed attempt of an event that ran alone. Nothing where the partition is somebody else's now.
std::optional<Verdict> fail(db::Tx& tx, const Delivery& delivery, const Failed& event, const RetryRules& rules);

}  // namespace kontor::events::store
