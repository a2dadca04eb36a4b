#pragma once

#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/http/endpoint.hpp"
#include "modules/identity/actions/erasure.hpp"
#include "modules/identity/actions/owner_proof.hpp"

namespace kontor::identity {

// What the law gives everybody: all that is known of them, and to be forgotten. `proof` and `erasure` outlive the
// endpoints.
std::vector<http::Endpoint> account_endpoints(db::Database database, OwnerProof& proof, Erasure& erasure);

}  // namespace kontor::identity
