#pragma once

#include <vector>

#include "kernel/http/endpoint.hpp"
#include "modules/identity/actions/administrators.hpp"

namespace kontor::identity {

// The page on which a new house gets its first administrator, and what it sends. Once there is one, the page is gone.
// `administrators` outlives the endpoints.
std::vector<http::Endpoint> setup_endpoints(Administrators& administrators);

}  // namespace kontor::identity
