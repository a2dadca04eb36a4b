#pragma once

#include <string_view>

#include "kernel/db/database.hpp"
#include "kernel/events/group.hpp"
#include "kernel/telemetry/metrics.hpp"

namespace kontor::audit {

inline constexpr std::string_view kChainGroup = "audit";

// The group that makes a chain of what was recorded, in the order of the log. There is one partition, and who works on
// it holds it until the transaction ends: so one at a time, in whatever instance, and no row that every writer waits
// for. An entry that cannot be read stops the chain, and is seen in the group's dead letters; nothing is left out. For
// good: the group refuses a replay and remembers what it chained. `audit` acts as the role of the schema `audit`.
events::Group chain(db::Database audit, telemetry::Metrics& metrics);

}  // namespace kontor::audit
