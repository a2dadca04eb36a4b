#pragma once

#include <vector>

#include "kernel/audit/trail.hpp"
#include "kernel/db/database.hpp"
#include "kernel/http/endpoint.hpp"
#include "kernel/idempotency/once.hpp"
#include "modules/ordering/actions/returns.hpp"
#include "modules/ordering/actions/saga_driver.hpp"
#include "modules/ordering/settings.hpp"

namespace kontor::ordering {

struct BackDesk {
  const OrderingSettings& settings;
  db::Database database;
  idempotency::Once& once;
  audit::Trail trail;
  SagaDriver& driver;
  Returns& returns;
};
// Lists from the read model, notes and invoices.
std::vector<http::Endpoint> back_endpoints(BackDesk desk);
// What comes back, for its customer and for staff.
std::vector<http::Endpoint> return_endpoints(BackDesk desk);

}  // namespace kontor::ordering
