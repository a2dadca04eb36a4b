#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/events/cursor.hpp"
#include "kernel/events/event.hpp"

// Reading the log for people: the statements behind Inspection.
namespace kontor::events::store {

using Places = std::map<Partition, std::int64_t>;
enum class Direction { forward, backward };

// An entry of the log without what it holds.
struct Glimpse {
  Partition partition;
  std::int64_t position = 0;
  std::string type;
};

// What lies behind (forward) or before (backward) these places, the nearest first. A partition that `places` does not
// name is read from its begin, or from its end.
Result<std::vector<Glimpse>> glimpse(const db::Database& bus, const Places& places, Direction direction,
                                     const std::optional<std::string>& topic, int limit);

// Those that are still there, in the order of positions.
Result<std::vector<Event>> fetch(const db::Database& bus, const std::vector<Glimpse>& entries);

Result<Cursor> head(const db::Database& bus, const std::optional<std::string>& topic);
Result<std::vector<Event>> by_id(const db::Database& bus, const Uuid& id);
Result<std::vector<Event>> by_place(const db::Database& bus, const std::string& topic, int partition,
                                    std::int64_t position);

// Of a row with the columns of the log, the topic by its name.
Event event_from(const db::Row& row);

Result<std::vector<std::string>> topic_names(const db::Database& bus);

}  // namespace kontor::events::store
