#pragma once

#include <string>
#include <utility>

#include "kernel/http/precondition.hpp"
#include "modules/cart/http/endpoints.hpp"
#include "modules/cart/http/views.hpp"

// What the endpoints of carts have in common.
namespace kontor::cart {

using CartReply = http::Reply<CartView>;

template <class Builder>
auto for_shoppers(Builder&& builder) {
  return std::move(builder).tag("carts").access(auth::Access::anyone()).priority(http::Priority::carts);
}

template <class Call>
Opener opener_of(const Call& call) {
  const auto token = call.request.header(kCartTokenHeader);
  return {call.caller, token.empty() ? std::nullopt : std::optional(std::string(token))};
}

template <class Call>
Precondition if_match(const Call& call) {
  return [&request = call.request](std::int64_t version) {
    return http::check_if_match(request, version, http::IfMatch::optional);
  };
}

inline CartReply reply_with(const Plan& plan) {
  return {.value = view_of(plan), .status = 0, .headers = {{"ETag", http::version_tag(plan.cart.version)}}};
}

inline Result<CartReply> reply_with(const Result<Plan>& plan) {
  if (!plan) return plan.error();
  return reply_with(*plan);
}

// Writes by `write` (db::Tx& → void), if there is a plan, and answers with the cart. What was asked before with the
// same key is answered as it was, whatever the plan is now.
template <class Call, class Write>
Result<http::Response> write_once(const CartRoom& room, const Call& call, const Result<Plan>& plan, Write write) {
  auto response = room.once.run(call, room.database, [&](db::Tx& tx) -> Result<CartReply> {
    if (!plan) return plan.error();
    return write(tx);
  });
  const bool is_news = response && response->header("Idempotent-Replayed").empty();
  if (is_news && plan) room.desk.written(*plan);
  return response;
}

// Plans by `prepare` (→ Result<Plan>), writes and answers; again where somebody else was faster.
template <class Call, class Prepare>
Result<http::Response> settle(const CartRoom& room, const Call& call, Prepare prepare) {
  return room.desk.unless_overtaken([&]() -> Result<http::Response> {
    const Result<Plan> plan = prepare();
    const bool writes = plan && !plan->saves.empty();
    if (!writes && !call.idempotency_key) return call.respond(reply_with(plan));
    return write_once(room, call, plan, [&](db::Tx& tx) -> Result<CartReply> {
      room.desk.save(tx, *plan);
      return reply_with(*plan);
    });
  });
}

template <class Call>
Result<http::Response> settle_change(const CartRoom& room, const Call& call, const Change& change) {
  return settle(room, call, [&] { return room.desk.change(call.path.id, opener_of(call), if_match(call), change); });
}

}  // namespace kontor::cart
