#pragma once

#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/http/endpoint.hpp"
#include "kernel/idempotency/once.hpp"
#include "kernel/personal/personal_data.hpp"
#include "modules/shipping/actions/shipment_desk.hpp"

namespace kontor::shipping {

struct ShipmentRoom {
  db::Database database;
  idempotency::Once& once;
  personal::PersonalData personal;
  ShipmentDesk& desk;
};
// For staff: what is to be sent and what is on its way.
std::vector<http::Endpoint> shipment_endpoints(ShipmentRoom room);
// For everybody: tracking by code, checking an address, carriers' webhooks.
std::vector<http::Endpoint> public_endpoints(ShipmentRoom room);

}  // namespace kontor::shipping
