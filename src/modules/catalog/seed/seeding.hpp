#pragma once

#include "kernel/db/database.hpp"
#include "modules/catalog/module.hpp"

namespace kontor::catalog {

// Writes the pictures, then the products, all in one transaction; a catalog that has products is left as it is. When it
// fails or is killed on the way, only pictures may be left behind. Errors: `media_not_written`, and what the database
// answers. Blocks for seconds.
Result<SeedReport> fill_with_demo_data(db::Database database, const SeedOrder& order);

}  // namespace kontor::catalog
