#pragma once

#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/http/endpoint.hpp"
#include "modules/ordering/actions/checkout.hpp"
#include "modules/ordering/actions/live.hpp"
#include "modules/ordering/actions/saga_driver.hpp"
#include "modules/ordering/settings.hpp"

namespace kontor::ordering {

struct OrderDesk {
  const OrderingSettings& settings;
  db::Database database;
  Checkout& checkout;
  SagaDriver& driver;
  Live& live;
};
// Orders as shoppers make, see and cancel them.
std::vector<http::Endpoint> order_endpoints(OrderDesk desk);

struct OrderPath {
  OrderId id;

  static void rules(json::Rules<OrderPath>& rule) { rule(&OrderPath::id).doc("The order's id"); }
};
KONTOR_DESCRIBE(OrderPath, id)

}  // namespace kontor::ordering
