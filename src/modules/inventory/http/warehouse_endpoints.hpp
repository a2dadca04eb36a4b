#pragma once

#include <vector>

#include "kernel/http/endpoint.hpp"
#include "kernel/idempotency/once.hpp"
#include "modules/inventory/actions/warehouse_desk.hpp"

namespace kontor::inventory {

struct WarehouseRoom {
  db::Database database;
  idempotency::Once& once;
  WarehouseDesk& desk;
};

// The warehouses, and what each keeps.
std::vector<http::Endpoint> warehouse_endpoints(const WarehouseRoom& room);

}  // namespace kontor::inventory
