#pragma once

#include <vector>

#include "kernel/db/migrations.hpp"

namespace kontor::app {

// Every module's migrations, as built into the program.
std::vector<db::Migration> all_migrations();

// Whether the database has them all; the error names the first that is missing. What cannot be read is `unavailable`
// with the code migrations_unreadable.
Result<void> check_applied(db::Migrator& migrator);

}  // namespace kontor::app
