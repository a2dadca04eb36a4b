#pragma once

#include "kernel/audit/trail.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/group.hpp"
#include "kernel/events/log.hpp"
#include "kernel/jobs/job.hpp"
#include "kernel/personal/personal_data.hpp"
#include "modules/shipping/actions/shipment_desk.hpp"

namespace kontor::shipping {

struct CommandRoom {
  db::Database database;
  events::Log& log;
  personal::PersonalData personal;
  const Carriers& carriers;
};
// Obeys CreateShipment and CancelShipment, a batch in a few statements. What it writes is seen by nobody before who
// commanded it has flushed what it made of the answer, so its own commits need no flush.
events::Group command_group(CommandRoom room);

// The sandbox carrier goes one step with everything that it has.
jobs::Job sandbox_job(db::Database database, ShipmentDesk& desk, std::chrono::seconds step);

// Forgets shipments that were never made so long ago, so many in a transaction: nobody asks for them again.
jobs::Job forgetting_job(db::Database database, int days);

}  // namespace kontor::shipping
