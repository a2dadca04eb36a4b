#pragma once

#include "kernel/db/database.hpp"
#include "kernel/events/group.hpp"
#include "kernel/events/log.hpp"

namespace kontor::pricing {

// Obeys ClaimPromotions and ReleasePromotions. Its commits need not be flushed: whoever acts on the answer flushes what
// it does, and with that this.
events::Group claims_group(db::Database database, events::Log& log);

}  // namespace kontor::pricing
