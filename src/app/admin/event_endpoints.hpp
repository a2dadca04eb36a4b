#pragma once

#include "kernel/events/inspection.hpp"
#include "kernel/http/endpoint.hpp"

namespace kontor::app::admin {

// GET /admin/events. `inspection` must outlive it.
http::Endpoint events_endpoint(const events::Inspection& inspection);

}  // namespace kontor::app::admin
