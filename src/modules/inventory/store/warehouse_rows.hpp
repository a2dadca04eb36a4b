#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/postal/address.hpp"
#include "modules/inventory/api/inventory.hpp"

namespace kontor::inventory {

struct Warehouse {
  WarehouseId id;
  std::string name;
  int priority = 1;  // 1 is asked first
  bool is_open = true;
  std::optional<postal::Address> address = {};
  std::int64_t version = 1;
};

inline constexpr std::size_t kMostWarehouses = 200;

// inventory.warehouse.
namespace warehouse_rows {

// In the order in which they are asked.
Result<std::vector<Warehouse>> list(const db::Database& database);
Result<std::optional<Warehouse>> find(const db::Database& database, const WarehouseId& id);
std::optional<Warehouse> hold(db::Tx& tx, const WarehouseId& id);
bool exists(db::Tx& tx, const WarehouseId& id);
std::int64_t count(db::Tx& tx);

void insert(db::Tx& tx, const Warehouse& warehouse);
void replace(db::Tx& tx, const Warehouse& warehouse);  // the version goes on by one

// From here to the end of the transaction nobody else makes a warehouse.
void hold_all(db::Tx& tx);

}  // namespace warehouse_rows
}  // namespace kontor::inventory
