#pragma once

#include <optional>
#include <span>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/inventory/domain/reservation_book.hpp"

// inventory.reservation with its parts, and inventory.passage.
namespace kontor::inventory::reservation_rows {

// Holds what there is of these reservations until the transaction ends, in the order of their ids, and reads it, with
// what has passed for them if that is asked for. Comes before any variant is held.
ReservationBook::Kept hold(db::Tx& tx, std::span<const Uuid> references, bool with_passages);

// Up to so many whose time is over, held; those that somebody else holds are left out.
std::vector<Uuid> hold_due(db::Tx& tx, int most);

// Removes up to so many that ended more than so many days ago without anything having left; how many there were.
std::uint64_t forget_ended(db::Tx& tx, int days, int most);

// What the book made and changed, posted.
void write(db::Tx& tx, const ReservationBook& book, Timestamp now);

struct Entry {
  Reservation reservation;
  Timestamp created_at;
  Timestamp updated_at;
};
Result<std::optional<Entry>> find(const db::Database& database, const Uuid& reference);

struct Filter {
  std::optional<ReservationState> state = {};
  std::optional<VariantId> variant = {};  // something of it is still reserved
  std::optional<Uuid> before = {};
  int limit = 20;
};
// By id, the largest first (ids of version 7: the newest); one more than the limit where there are more.
Result<std::vector<Entry>> list(const db::Database& database, const Filter& filter);

std::string_view to_string(ReservationState state);

}  // namespace kontor::inventory::reservation_rows
