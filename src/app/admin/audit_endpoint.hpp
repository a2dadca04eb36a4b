#pragma once

#include "kernel/audit/ledger.hpp"
#include "kernel/http/endpoint.hpp"

namespace kontor::app::admin {

// GET /admin/audit. `ledger` must outlive it.
http::Endpoint audit_endpoint(const audit::Ledger& ledger);

}  // namespace kontor::app::admin
