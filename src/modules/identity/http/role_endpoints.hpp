#pragma once

#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/http/endpoint.hpp"
#include "kernel/idempotency/once.hpp"
#include "modules/identity/actions/role_administration.hpp"

namespace kontor::identity {

struct RoleDesk {
  db::Database database;
  idempotency::Once& once;
  RoleAdministration& roles;
  const HouseRoles& house;
};
// What there is to be permitted, and the roles.
std::vector<http::Endpoint> role_endpoints(RoleDesk desk);

}  // namespace kontor::identity
