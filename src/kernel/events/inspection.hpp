#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/events/cursor.hpp"
#include "kernel/events/event.hpp"

namespace kontor::events {

struct EventQuery {
  std::optional<std::string> topic = {};
  std::optional<std::string> type = {};
  int limit = 20;
};

struct EventPage {
  std::vector<Event> events;
  Cursor next;            // where to go on
  bool has_more = false;  // whether there was more behind `next` already
};

// The log as people and tools read it: at their own pace, without a place that is kept for them. Safe from any thread;
// blocks for one or a few queries. A topic that the database does not know is `validation_failed` at "/topic".
class Inspection {
 public:
  // `bus` acts as the role of the kernel's schema `bus`.
  explicit Inspection(db::Database bus) : bus_(std::move(bus)) {}

  // What comes behind a place, in the order of positions as far as it is committed by now. Who always goes on at `next`
  // sees every event once and those of a key in order; what commits late comes later, though its position be lower.
  // Where a type is asked for, a call looks at no more than kMostScanned events: a page may then hold fewer than
  // `limit`, or none, and have more behind it.
  static constexpr int kMostScanned = 20'000;
  Result<EventPage> after(const Cursor& place, const EventQuery& query) const;

  // The last ones, the newest at the end. As far back as `after` looks ahead.
  Result<std::vector<Event>> newest(const EventQuery& query) const;

  // Behind everything that is committed by now.
  Result<Cursor> head(const std::optional<std::string>& topic = {}) const;

  Result<std::optional<Event>> find(const Uuid& id) const;
  Result<std::optional<Event>> find(const std::string& topic, int partition, std::int64_t position) const;

 private:
  db::Database bus_;
};

}  // namespace kontor::events
