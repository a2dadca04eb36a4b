#pragma once

#include <vector>

#include "kernel/http/endpoint.hpp"
#include "kernel/idempotency/once.hpp"
#include "modules/inventory/actions/reservation_desk.hpp"

namespace kontor::inventory {

struct ReservationRoom {
  db::Database database;
  idempotency::Once& once;
  ReservationDesk& desk;
};

// Who has what promised, for staff. Reservations are made by commands.
std::vector<http::Endpoint> reservation_endpoints(const ReservationRoom& room);

}  // namespace kontor::inventory
