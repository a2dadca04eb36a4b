#pragma once

#include <cstdint>

#include "kernel/db/database.hpp"

namespace kontor::events::store {

struct Tidied {
  bool somebody_else = false;  // another instance is at it
  std::int64_t places = 0;     // deleted
  std::int64_t commands = 0;
};

// One bounded step: deletes places that newer ones have replaced, and commands older than this that all groups of
// their topic are through with. A topic that no group serves keeps its commands.
Result<Tidied> tidy(db::Database& bus, int command_retention_hours);

}  // namespace kontor::events::store
