#pragma once

#include <chrono>

#include "kernel/db/database.hpp"
#include "kernel/events/group.hpp"
#include "kernel/events/log.hpp"
#include "kernel/telemetry/metrics.hpp"

namespace kontor::inventory {

// Obeys the commands, a batch as one set: its reservations are held in one statement, its stock in a second, both in
// the order of ids; what is decided travels with the commit, however many orders there are in it
// (docs/decisions/0030-reserving-by-the-batch.md).
events::Group commands_group(const db::Database& database, events::Log& log, std::chrono::seconds hold,
                             telemetry::Metrics& metrics);

}  // namespace kontor::inventory
