#pragma once

#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "modules/catalog/module.hpp"

namespace kontor::catalog {

// Writes the pictures, then the products and the news of them, all in one transaction; a catalog that has products is
// left as it is. When it fails or is killed on the way, only pictures may be left behind. Errors: `media_not_written`,
// and what the database answers. Blocks for seconds.
Result<SeedReport> fill_with_demo_data(db::Database database, events::Log& log, const SeedOrder& order);

}  // namespace kontor::catalog
