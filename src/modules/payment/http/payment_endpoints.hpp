#pragma once

#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/http/endpoint.hpp"
#include "kernel/idempotency/once.hpp"
#include "modules/payment/actions/provider_news.hpp"
#include "modules/payment/actions/staff_desk.hpp"

namespace kontor::payment {

struct PaymentCounter {
  db::Database database;
  idempotency::Once& once;
  StaffDesk& staff;
  ProviderNews& news;
};

// What staff sees and does.
std::vector<http::Endpoint> staff_endpoints(PaymentCounter counter);
// What customers and providers do: stored methods, the sandbox's customer, webhooks.
std::vector<http::Endpoint> customer_endpoints(PaymentCounter counter);

}  // namespace kontor::payment
