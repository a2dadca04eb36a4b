#pragma once

#include <vector>

#include "modules/ordering/actions/drafts.hpp"
#include "modules/ordering/http/order_endpoints.hpp"

namespace kontor::ordering {

// Orders that staff put together.
std::vector<http::Endpoint> draft_endpoints(OrderDesk desk, Drafts& drafts, idempotency::Once& once);

}  // namespace kontor::ordering
