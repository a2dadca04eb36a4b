#pragma once

#include <vector>

#include "kernel/http/endpoint.hpp"
#include "kernel/idempotency/once.hpp"
#include "modules/catalog/actions/product_desk.hpp"

namespace kontor::catalog {

// What the writing endpoints work with; all of it outlives them.
struct WritingDesk {
  db::Database database;
  idempotency::Once& once;
  ProductDesk& products;
};

// Products, made, changed, removed and brought back.
std::vector<http::Endpoint> product_endpoints(WritingDesk desk);

}  // namespace kontor::catalog
