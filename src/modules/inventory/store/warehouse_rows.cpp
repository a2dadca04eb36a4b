#include "modules/inventory/store/warehouse_rows.hpp"

#include "kernel/json/json.hpp"

namespace kontor::inventory::warehouse_rows {

namespace {

constexpr int kWarehouseLocks = 7230;

Warehouse warehouse_from(const db::Row& row) {
  Warehouse warehouse{.id = row.get<WarehouseId>("id"),
                      .name = row.get<std::string>("name"),
                      .priority = row.get<std::int32_t>("priority"),
                      .is_open = row.get<bool>("is_open"),
                      .version = row.get<std::int64_t>("version")};
  if (const auto address = row.get<std::optional<db::JsonText>>("address")) {
    auto read = json::read<postal::Address>(address->text, {.unknown = json::Unknown::ignore});
    if (read) warehouse.address = *std::move(read);
  }
  return warehouse;
}

std::optional<db::JsonText> json_of(const std::optional<postal::Address>& address) {
  return address ? std::optional(db::JsonText{json::to_json(*address)}) : std::nullopt;
}

}  // namespace

Result<std::vector<Warehouse>> list(const db::Database& database) {
  const auto rows = database.read(R"sql(
    select warehouse.id, warehouse.name, warehouse.priority, warehouse.is_open, warehouse.address, warehouse.version
    from inventory.warehouse
    order by warehouse.priority, warehouse.id
  )sql");
  if (!rows) return rows.error();
  std::vector<Warehouse> all;
  for (const auto& row : *rows) all.push_back(warehouse_from(row));
  return all;
}

Result<std::optional<Warehouse>> find(const db::Database& database, const WarehouseId& id) {
  const auto rows = database.read(R"sql(
    select warehouse.id, warehouse.name, warehouse.priority, warehouse.is_open, warehouse.address, warehouse.version
    from inventory.warehouse
    where warehouse.id = $1
  )sql",
                                  id);
  if (!rows) return rows.error();
  const auto row = rows->maybe_one();
  return row ? std::optional(warehouse_from(*row)) : std::nullopt;
}

std::optional<Warehouse> hold(db::Tx& tx, const WarehouseId& id) {
  const auto row = tx.query(R"sql(
    select warehouse.id, warehouse.name, warehouse.priority, warehouse.is_open, warehouse.address, warehouse.version
    from inventory.warehouse
    where warehouse.id = $1
    for no key update
  )sql",
                            id)
                       .maybe_one();
  return row ? std::optional(warehouse_from(*row)) : std::nullopt;
}

bool exists(db::Tx& tx, const WarehouseId& id) {
  return !tx.query(R"sql(select from inventory.warehouse where warehouse.id = $1)sql", id).empty();
}

std::int64_t count(db::Tx& tx) {
  return tx.query(R"sql(select count(*) as count from inventory.warehouse)sql").one().get<std::int64_t>("count");
}

void insert(db::Tx& tx, const Warehouse& warehouse) {
  tx.post(R"sql(
    insert into inventory.warehouse (id, name, priority, is_open, address, created_at, updated_at)
    values ($1, $2, $3, $4, $5, kernel.now(), kernel.now())
  )sql",
          warehouse.id, warehouse.name, warehouse.priority, warehouse.is_open, json_of(warehouse.address));
}

void replace(db::Tx& tx, const Warehouse& warehouse) {
  tx.post(R"sql(
    update inventory.warehouse
    set name = $2, priority = $3, is_open = $4, address = $5, updated_at = kernel.now(), version = warehouse.version + 1
    where warehouse.id = $1
  )sql",
          warehouse.id, warehouse.name, warehouse.priority, warehouse.is_open, json_of(warehouse.address));
}

void hold_all(db::Tx& tx) {
  tx.query(R"sql(select pg_advisory_xact_lock($1::integer, 0))sql", kWarehouseLocks);
}

}  // namespace kontor::inventory::warehouse_rows
