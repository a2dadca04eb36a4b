#pragma once

#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "modules/shipping/domain/rate_book.hpp"

namespace kontor::shipping {

// Zones and methods of the demo shop: the European Union, the United Kingdom, the United States and the rest of the
// world, in EUR, GBP and USD.
RateBook demo_rates();

// Into an empty schema, and tells of it; false: there are zones already, nothing was changed. One transaction.
Result<bool> fill_with_demo_rates(db::Database database, events::Log& log);

}  // namespace kontor::shipping
