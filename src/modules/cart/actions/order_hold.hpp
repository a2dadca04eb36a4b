#pragma once

#include "kernel/db/database.hpp"
#include "kernel/events/group.hpp"
#include "kernel/events/log.hpp"
#include "modules/cart/store/carts.hpp"

namespace kontor::cart {

// Obeys CloseCart and ReopenCart, a batch in one reading and one writing statement, and forgets the carts of users who
// are erased.
events::Group cart_group(db::Database database, events::Log& log, Lifetimes lifetimes);

}  // namespace kontor::cart
