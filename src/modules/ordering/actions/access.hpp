#pragma once

#include <optional>
#include <string_view>

#include "kernel/auth/caller.hpp"
#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/http/request.hpp"
#include "modules/ordering/order.hpp"

namespace kontor::ordering {

// Who asks for an order: a caller, the cart token that came along, or a user by a ticket.
struct Visitor {
  const auth::Caller& caller;
  std::string_view cart_token;
  std::optional<Uuid> ticket_user = {};
};
Visitor visitor_of(const auth::Caller& caller, const http::Request& request);

// Its owner, who has its cart's token, or staff that may read orders.
bool may_see(const Order& order, const Visitor& visitor);
bool is_staff(const auth::Caller& caller);

// `not_found` also for who may not see it.
Result<Order> visible_order(const db::Database& database, const OrderId& id, const Visitor& visitor);

}  // namespace kontor::ordering
