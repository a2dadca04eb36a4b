#pragma once

#include <cstdint>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/inventory/api/events.hpp"
#include "modules/ordering/api/ordering.hpp"

// ordering.parcel. Whoever calls holds the order's saga.
namespace kontor::ordering::parcel_rows {

// A part that was taken out of the order's shipment.
void add_part(db::Tx& tx, const OrderId& order, const Uuid& shipment);
// False: it is known that it has left. `lines`: none for all of the order.
bool leave(db::Tx& tx, const OrderId& order, const Uuid& shipment, std::int64_t units,
           const std::vector<inventory::StockLine>& lines);
void arrive(db::Tx& tx, const Uuid& shipment);
// False: it has left before.
bool end(db::Tx& tx, const OrderId& order, const Uuid& shipment);
void commit(db::Tx& tx, const Uuid& shipment);

struct State {
  bool all_arrived = true;    // or ended; nothing is left in the house
  bool all_committed = true;  // of those that have left
  bool is_split = false;
  bool all_ended = false;  // the one that was ordered, and all parts of it
};
State state(db::Tx& tx, const OrderId& order);

struct Uncommitted {
  Uuid shipment;
  std::vector<inventory::StockLine> lines;
};
// That have left, and whose stock was not heard of.
std::vector<Uncommitted> uncommitted(db::Tx& tx, const OrderId& order);

}  // namespace kontor::ordering::parcel_rows
