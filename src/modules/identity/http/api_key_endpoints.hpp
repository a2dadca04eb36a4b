#pragma once

#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/http/endpoint.hpp"
#include "kernel/idempotency/once.hpp"
#include "modules/identity/actions/api_keys.hpp"

namespace kontor::identity {

struct ApiKeyDesk {
  db::Database database;
  idempotency::Once& once;
  ApiKeys& keys;
};
std::vector<http::Endpoint> api_key_endpoints(ApiKeyDesk desk);

}  // namespace kontor::identity
