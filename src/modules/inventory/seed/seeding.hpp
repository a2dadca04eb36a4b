#pragma once

#include <cstdint>
#include <span>

#include "kernel/db/database.hpp"
#include "modules/inventory/module.hpp"

namespace kontor::inventory {

// Two warehouses, and stock of each of these variants in both, in one transaction. Where there is a warehouse or stock
// already nothing is changed. Blocks for seconds where they are many.
Result<SeedReport> fill_with_demo_stock(db::Database database, std::span<const VariantId> variants);

}  // namespace kontor::inventory
