#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/ordering/order.hpp"

// ordering.order_view: the read model.
namespace kontor::ordering {

struct OrderSummary {
  OrderId id;
  std::string number;
  OrderStatus status = OrderStatus::pending;
  std::optional<std::string> status_reason;
  std::optional<std::string> email;  // none: the person is erased
  std::optional<Uuid> user_id;
  Money total;
  std::int64_t units = 0;
  std::vector<std::string> skus;
  Timestamp placed_at;
};

namespace view_rows {

// What is there already only becomes what it has become since.
void insert(db::Tx& tx, std::span<const OrderSummary> orders);
struct Change {
  OrderStatus status = OrderStatus::pending;
  std::optional<std::string> reason;
};
void set_status(db::Tx& tx, const std::map<OrderId, Change>& changes);
// Name and e-mail of an erased user go, also from orders that they made as a guest under an address of theirs.
void forget(db::Tx& tx, const Uuid& user);
void clear(db::Tx& tx);

struct Filter {
  std::optional<Uuid> user_id = {};
  std::optional<OrderStatus> status = {};
  std::optional<Timestamp> placed_from = {};
  std::optional<Timestamp> placed_until = {};
  std::optional<std::string> text = {};  // words, each the beginning of a number, an e-mail address or an SKU
  std::optional<OrderId> before = {};    // the last one of the page before
  int limit = 20;
};
// The newest first, with one more than the limit where there are more.
Result<std::vector<OrderSummary>> list(const db::Database& database, const Filter& filter);

// Of all rows in the order of their ids.
Result<std::string> checksum(const db::Database& database);

}  // namespace view_rows

}  // namespace kontor::ordering
