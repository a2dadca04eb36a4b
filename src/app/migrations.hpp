#pragma once

#include <vector>

#include "kernel/db/migrations.hpp"

namespace kontor::app {

// Every module's migrations, as built into the program.
std::vector<db::Migration> all_migrations();

}  // namespace kontor::app
