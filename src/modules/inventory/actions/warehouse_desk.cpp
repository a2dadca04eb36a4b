#include "modules/inventory/actions/warehouse_desk.hpp"

#include "kernel/json/json.hpp"
#include "modules/inventory/api/events.hpp"
#include "modules/inventory/store/stock_rows.hpp"

namespace kontor::inventory {

// What the audit says of a warehouse: its address names people, so it is left out.
struct AccountedWarehouse {
  std::string name;
  int priority = 1;
  bool is_open = true;
};
KONTOR_DESCRIBE(AccountedWarehouse, name, priority, is_open)

namespace {

std::string accounted(const Warehouse& warehouse) {
  return json::to_json(AccountedWarehouse{warehouse.name, warehouse.priority, warehouse.is_open});
}

}  // namespace

Result<Warehouse> WarehouseDesk::create(db::Tx& tx, Warehouse draft) {
  warehouse_rows::hold_all(tx);
  if (warehouse_rows::count(tx) >= static_cast<std::int64_t>(kMostWarehouses)) {
    return conflict("too_many_warehouses", "There are 200 warehouses already.");
  }
  draft.id = WarehouseId::generate();
  warehouse_rows::insert(tx, draft);
  tell(tx, nullptr, draft);
  return draft;
}

Result<Warehouse> WarehouseDesk::change(db::Tx& tx, const WarehouseId& id, const Changes& changes,
                                        const std::function<Result<void>(std::int64_t)>& check) {
  const auto before = warehouse_rows::hold(tx, id);
  if (!before) return not_found("warehouse");
  if (auto current = check(before->version); !current) return std::move(current).error();
  auto after = *before;
  if (changes.name) after.name = *changes.name;
  if (changes.priority) after.priority = *changes.priority;
  if (changes.is_open) after.is_open = *changes.is_open;
  if (changes.address) after.address = *changes.address;
  warehouse_rows::replace(tx, after);
  ++after.version;
  if (after.is_open != before->is_open || after.priority != before->priority) stock_rows::move_promises(tx, id);
  tell(tx, &*before, after);
  return after;
}

void WarehouseDesk::tell(db::Tx& tx, const Warehouse* before, const Warehouse& after) {
  const auto key = after.id.str();
  log_.publish(tx, key, WarehouseChanged{after.id, after.version, after.name, after.priority, after.is_open});
  trail_.record(tx, {.action = before ? "inventory.warehouse_changed" : "inventory.warehouse_created",
                     .subject = key,
                     .before = before ? accounted(*before) : "",
                     .after = accounted(after),
                     .personal = {}});
}

}  // namespace kontor::inventory
