#pragma once

#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "kernel/jobs/job.hpp"
#include "kernel/personal/personal_data.hpp"
#include "modules/cart/store/carts.hpp"

namespace kontor::cart {

// Removes the carts whose time is over and tells of those that were abandoned, some hundred in a transaction.
jobs::Job upkeep_job(db::Database database, events::Log& log, const personal::PersonalData& personal,
                     Lifetimes lifetimes);

}  // namespace kontor::cart
