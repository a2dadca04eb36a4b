#pragma once

#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "modules/inventory/domain/stock_book.hpp"

namespace kontor::inventory {

// Writes what the book's movements changed, and the news of it: each variant's new level once, and that it fell low.
// Travels with the commit.
void enter(db::Tx& tx, events::Log& log, const StockBook& book);

}  // namespace kontor::inventory
