#pragma once

#include <vector>

#include "kernel/http/endpoint.hpp"
#include "modules/identity/actions/password_changes.hpp"

namespace kontor::identity {

// A new password, with the old one or without. `changes` outlives the endpoints.
std::vector<http::Endpoint> password_endpoints(PasswordChanges& changes);

}  // namespace kontor::identity
