#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/core/time.hpp"
#include "kernel/db/database.hpp"
#include "modules/catalog/api/catalog.hpp"

// catalog.product_history: what the log says of each product, by product.
namespace kontor::catalog::history {

struct Entry {
  ProductId product_id;
  std::int64_t version = 1;
  Uuid event_id;
  Timestamp at{};
  std::string what;   // the event's name without its module
  std::string actor;  // empty: nobody who is known, such as a schedule
  std::string correlation_id;
  std::string changes;  // JSON list
};

// Twice is once.
void add(db::Tx& tx, const Entry& entry);
void clear(db::Tx& tx);

struct Place {
  std::int64_t version = 0;
  Uuid event_id;
};
// The latest first, behind `after`.
Result<std::vector<Entry>> of(const db::Database& database, const ProductId& id, const std::optional<Place>& after,
                              int limit);

}  // namespace kontor::catalog::history
