#pragma once

#include <vector>

#include "kernel/http/endpoint.hpp"
#include "kernel/jobs/schedules.hpp"

namespace kontor::app::admin {

// /admin/jobs. What they refer to must outlive them.
std::vector<http::Endpoint> job_endpoints(jobs::Schedules& schedules);

}  // namespace kontor::app::admin
