#pragma once

#include "kernel/db/database.hpp"
#include "kernel/events/group.hpp"
#include "kernel/events/log.hpp"
#include "kernel/jobs/job.hpp"

namespace kontor::pricing {

// Obeys ClaimPromotions and ReleasePromotions. Its commits need not be flushed: whoever acts on the answer flushes what
// it does, and with that this.
events::Group claims_group(db::Database database, events::Log& log);

// Forgets claims that were refused or released so long ago, so many in a transaction: nobody asks for them again.
jobs::Job forgetting_job(db::Database database, int days);

}  // namespace kontor::pricing
