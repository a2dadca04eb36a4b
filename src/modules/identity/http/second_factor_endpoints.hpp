#pragma once

#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/http/endpoint.hpp"
#include "modules/identity/actions/second_factor_setup.hpp"

namespace kontor::identity {

// Switching the second factor on and off. `setup` outlives the endpoints.
std::vector<http::Endpoint> second_factor_endpoints(db::Database database, SecondFactorSetup& setup);

}  // namespace kontor::identity
