#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/ordering/order.hpp"

// ordering.saga and ordering.timeline.
namespace kontor::ordering::saga_rows {

struct Loaded {
  std::vector<SagaRecord> records;  // locked, in the order of their ids
  Timestamp now;                    // the house's
};
// Those that exist.
Loaded lock(db::Tx& tx, std::span<const Uuid> ids);
// Those that are due and that nobody else is at.
Loaded lock_due(db::Tx& tx, int limit);

struct NewEntry {
  Uuid order_id;
  std::int64_t seq = 0;
  std::string type;
  std::string text;
  std::optional<std::string> actor;
  bool is_internal = false;
};
// For a statement that adds them: order_id, seq, type, text, actor, is_internal.
db::JsonText rows_of(std::span<const NewEntry> entries);

// The entries are of this moment. In one statement, which travels with the next.
void save(db::Tx& tx, std::span<const SagaRecord> records, std::span<const NewEntry> entries);

// Behind `seq`, the oldest first.
Result<std::vector<TimelineEntry>> entries_after(const db::Database& database, const OrderId& id, std::int64_t seq);

// Whether the order has an entry of this type that is older than so many days.
bool has_entry_older_than(db::Tx& tx, const OrderId& id, std::string_view type, int days);

// Confirmed orders, and those of which a part has left, whose reservation ends within so many days: what is to be
// extended, `limit` at most.
Loaded lock_ending_reservations(db::Tx& tx, int days, int limit);

}  // namespace kontor::ordering::saga_rows
