#pragma once

#include <vector>

#include "app/admin/operations.hpp"
#include "kernel/http/endpoint.hpp"
#include "kernel/jobs/errands.hpp"

namespace kontor::app::admin {

// /admin/errands. What they refer to must outlive them.
std::vector<http::Endpoint> errand_endpoints(const jobs::Errands& errands, Operations& operations);

}  // namespace kontor::app::admin
