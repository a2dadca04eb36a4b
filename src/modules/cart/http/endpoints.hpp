#pragma once

#include <vector>

#include "kernel/http/endpoint.hpp"
#include "kernel/idempotency/once.hpp"
#include "modules/cart/actions/cart_desk.hpp"

namespace kontor::cart {

struct CartRoom {
  const CartDesk& desk;
  db::Database database;
  idempotency::Once& once;
  Currency default_currency;
};

// Carts and what is said about them as a whole.
std::vector<http::Endpoint> cart_endpoints(const CartRoom& room);
// What is in them: lines, promotion codes, the shipping option.
std::vector<http::Endpoint> content_endpoints(const CartRoom& room);

}  // namespace kontor::cart
