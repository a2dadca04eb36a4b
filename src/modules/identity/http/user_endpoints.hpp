#pragma once

#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/http/endpoint.hpp"
#include "kernel/idempotency/once.hpp"
#include "modules/identity/actions/user_administration.hpp"

namespace kontor::identity {

struct UserDesk {
  db::Database database;
  idempotency::Once& once;
  UserAdministration& users;
};
// Users as administrators and support see and change them.
std::vector<http::Endpoint> user_endpoints(UserDesk desk);

}  // namespace kontor::identity
