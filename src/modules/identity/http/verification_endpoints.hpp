#pragma once

#include <vector>

#include "kernel/http/endpoint.hpp"
#include "modules/identity/actions/email_verification.hpp"

namespace kontor::identity {

// Whether an address is its account's. `verification` outlives the endpoints.
std::vector<http::Endpoint> verification_endpoints(EmailVerification& verification);

}  // namespace kontor::identity
