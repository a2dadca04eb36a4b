#pragma once

#include <cstdint>

#include "kernel/db/database.hpp"

namespace kontor::events::store {

struct Tidied {
  bool somebody_else = false;  // another instance is at it
  std::int64_t places = 0;     // deleted
  std::int64_t commands = 0;
  std::int64_t milestones = 0;  // set
  bool more = false;            // there may be as much to do again
};

// One bounded step: deletes places that newer ones have replaced, and commands older than this that all groups of
// their topic are through with; sets milestones. A topic that no group serves keeps its commands, and a command whose
// time lies ahead keeps those behind it until then.
Result<Tidied> tidy(db::Database& bus, int command_retention_hours);

}  // namespace kontor::events::store
