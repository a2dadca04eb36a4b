#pragma once

#include <vector>

#include "kernel/http/endpoint.hpp"
#include "modules/inventory/http/stock_endpoints.hpp"

namespace kontor::inventory {

// One variant as staff see it: its stock in each warehouse, its policy, its history.
std::vector<http::Endpoint> variant_endpoints(const StockRoom& room);

}  // namespace kontor::inventory
