#pragma once

#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/http/endpoint.hpp"
#include "kernel/idempotency/once.hpp"

namespace kontor::identity {

// Where somebody has things sent. `once` outlives the endpoints.
std::vector<http::Endpoint> address_endpoints(db::Database database, idempotency::Once& once);

}  // namespace kontor::identity
