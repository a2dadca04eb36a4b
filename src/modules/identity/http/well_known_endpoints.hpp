#pragma once

#include <string>
#include <vector>

#include "kernel/http/endpoint.hpp"
#include "modules/identity/signing_keys.hpp"

namespace kontor::identity {

// What others check our tokens by: the public keys, and where everything is. `keys` outlives the endpoints.
std::vector<http::Endpoint> well_known_endpoints(const SigningKeys& keys, std::string issuer, std::string public_url);

}  // namespace kontor::identity
