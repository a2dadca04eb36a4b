#pragma once

#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/http/endpoint.hpp"
#include "modules/identity/api/stream_tickets.hpp"
#include "modules/ordering/actions/live.hpp"

namespace kontor::ordering {

struct LiveDesk {
  db::Database database;
  Live& live;
  identity::StreamTickets& tickets;
  std::vector<std::string> origins;  // of browsers' pages, beside the own
};
// Orders as they move: a stream of one, a WebSocket for all of a user's.
std::vector<http::Endpoint> live_endpoints(LiveDesk desk);

}  // namespace kontor::ordering
