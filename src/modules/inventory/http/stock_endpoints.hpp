#pragma once

#include <vector>

#include "kernel/http/endpoint.hpp"
#include "kernel/idempotency/once.hpp"
#include "modules/inventory/actions/stock_desk.hpp"

namespace kontor::inventory {

// What the endpoints work with; all of it outlives them.
struct StockRoom {
  db::Database database;
  idempotency::Once& once;
  StockDesk& desk;
};

// The stock of some variants, for everybody; adjusting, moving and counting it, for staff.
std::vector<http::Endpoint> stock_endpoints(const StockRoom& room);

}  // namespace kontor::inventory
