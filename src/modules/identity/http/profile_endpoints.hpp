#pragma once

#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/http/endpoint.hpp"

namespace kontor::identity {

// Who is signed in, and what they say about themselves.
std::vector<http::Endpoint> profile_endpoints(db::Database database);

}  // namespace kontor::identity
