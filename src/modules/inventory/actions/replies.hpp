#pragma once

#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "modules/inventory/domain/reservation_book.hpp"

namespace kontor::inventory {

// Publishes what was answered about a reservation. `occasion` is the parcel or the return.
void publish_reply(db::Tx& tx, events::Log& log, const Uuid& reference, const Uuid& occasion, const Reply& reply);

}  // namespace kontor::inventory
