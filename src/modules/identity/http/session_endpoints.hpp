#pragma once

#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/http/endpoint.hpp"
#include "modules/identity/actions/sessions.hpp"

namespace kontor::identity {

// Who is signed in: logout, their sessions. `sessions` outlives the endpoints.
std::vector<http::Endpoint> session_endpoints(db::Database database, Sessions& sessions);

}  // namespace kontor::identity
