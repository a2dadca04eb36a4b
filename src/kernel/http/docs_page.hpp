#pragma once

#include <vector>

#include "kernel/http/endpoint.hpp"

namespace kontor::http {

// GET /docs and what that page needs: reads /openapi.json, lets a person read and try it. Part of the binary, asks no
// other host for anything, and runs under a policy without inline scripts or styles.
std::vector<Endpoint> docs_endpoints();

}  // namespace kontor::http
