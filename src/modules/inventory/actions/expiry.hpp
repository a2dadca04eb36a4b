#pragma once

#include <chrono>

#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "kernel/jobs/job.hpp"
#include "kernel/telemetry/metrics.hpp"

namespace kontor::inventory {

// Frees what nobody holds any more, so many in a transaction, by the database's time. Who extends or releases one at
// the same moment goes first: the job leaves it out, or finds it changed.
jobs::Job expiry_job(db::Database database, events::Log& log, std::chrono::seconds interval, int batch,
                     telemetry::Metrics& metrics);

// Forgets reservations that ended so long ago, so many in a transaction: nobody asks for them again. Those of which
// something was sent stay, as it may come back; movements always stay.
jobs::Job forgetting_job(db::Database database, int days);

}  // namespace kontor::inventory
