#pragma once

#include <vector>

#include "app/admin/operations.hpp"
#include "kernel/http/endpoint.hpp"
#include "kernel/jobs/schedules.hpp"

namespace kontor::app::admin {

// /admin/jobs. What they refer to must outlive them.
std::vector<http::Endpoint> job_endpoints(const jobs::Schedules& schedules, Operations& operations);

}  // namespace kontor::app::admin
