#pragma once

#include <vector>

#include "kernel/events/groups.hpp"
#include "kernel/http/endpoint.hpp"

namespace kontor::app::admin {

// /admin/event-groups and /admin/dead-letters. `groups` must outlive them.
std::vector<http::Endpoint> group_endpoints(events::Groups& groups);

}  // namespace kontor::app::admin
