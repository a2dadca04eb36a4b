#pragma once

#include <span>

#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "modules/pricing/module.hpp"

namespace kontor::pricing {

// In one transaction; does nothing where there are promotions or zones already. The price list has prices for these
// goods, a tenth below the catalog's.
Result<SeedReport> fill_with_demo_data(db::Database database, events::Log& log,
                                       std::span<const catalog::VariantSummary> goods);

}  // namespace kontor::pricing
