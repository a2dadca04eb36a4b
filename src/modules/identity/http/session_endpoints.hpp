#pragma once

#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/http/endpoint.hpp"
#include "modules/identity/actions/sessions.hpp"
#include "modules/identity/actions/ticket_office.hpp"

namespace kontor::identity {

// Who is signed in: logout, their sessions, their tickets. `sessions` and `tickets` outlive the endpoints.
std::vector<http::Endpoint> session_endpoints(db::Database database, Sessions& sessions, TicketOffice& tickets);

}  // namespace kontor::identity
