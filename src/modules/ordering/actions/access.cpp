#include "modules/ordering/actions/access.hpp"

#include "kernel/crypto/digest.hpp"
#include "modules/ordering/api/permissions.hpp"
#include "modules/ordering/store/order_rows.hpp"

namespace kontor::ordering {

namespace {

bool is_owner(const Order& order, const Visitor& visitor) {
  const auto& owner = order.record.user_id;
  if (!owner) return false;
  if (visitor.ticket_user == owner) return true;
  return visitor.caller.is_user() && visitor.caller.principal()->id == *owner;
}

bool has_token(const Order& order, const Visitor& visitor) {
  if (!order.token_digest || visitor.cart_token.empty()) return false;
  return crypto::equal(cart::token_digest(visitor.cart_token), *order.token_digest);
}

}  // namespace

Visitor visitor_of(const auth::Caller& caller, const http::Request& request) {
  return {caller, request.header(cart::kCartTokenHeader)};
}

bool is_staff(const auth::Caller& caller) {
  return caller.may(kRead);
}

bool may_see(const Order& order, const Visitor& visitor) {
  return is_owner(order, visitor) || has_token(order, visitor) || is_staff(visitor.caller);
}

Result<Order> visible_order(const db::Database& database, const OrderId& id, const Visitor& visitor) {
  auto found = order_rows::find(database, id);
  if (!found) return std::move(found).error();
  if (!*found || !may_see(**found, visitor)) return not_found("order");
  return **std::move(found);
}

}  // namespace kontor::ordering
