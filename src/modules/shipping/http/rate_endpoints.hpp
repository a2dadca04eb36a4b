#pragma once

#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/http/endpoint.hpp"
#include "kernel/idempotency/once.hpp"
#include "modules/shipping/actions/known_rates.hpp"
#include "modules/shipping/actions/rate_desk.hpp"

namespace kontor::shipping {

struct RateRoom {
  db::Database database;
  idempotency::Once& once;
  RateDesk& desk;
  KnownRates& rates;
};
std::vector<http::Endpoint> zone_endpoints(RateRoom room);
std::vector<http::Endpoint> method_endpoints(RateRoom room);

}  // namespace kontor::shipping
