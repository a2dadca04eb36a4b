#pragma once

#include "kernel/events/group.hpp"
#include "kernel/personal/personal_data.hpp"

namespace kontor::ordering {

// Fills the read model from what ordering published, and forgets who is erased. Can be built again from the log.
events::Group order_views(db::Database database, personal::PersonalData personal);

}  // namespace kontor::ordering
