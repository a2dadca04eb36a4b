#pragma once

#include <vector>

#include "app/admin/operations.hpp"
#include "kernel/events/groups.hpp"
#include "kernel/http/endpoint.hpp"

namespace kontor::app::admin {

// /admin/event-groups and /admin/dead-letters. What they refer to must outlive them.
std::vector<http::Endpoint> group_endpoints(const events::Groups& groups, Operations& operations);

}  // namespace kontor::app::admin
