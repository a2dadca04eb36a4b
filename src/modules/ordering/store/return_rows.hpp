#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/ordering/order.hpp"

// ordering.return.
namespace kontor::ordering {

struct ReturnedLine {
  cart::CartLineId line_id;
  std::int64_t quantity = 0;

  static void rules(json::Rules<ReturnedLine>& rule) { rule(&ReturnedLine::quantity).at_least(1); }
};
KONTOR_DESCRIBE(ReturnedLine, line_id, quantity)

enum class ReturnStatus { requested, approved, rejected, received, refunded, refund_failed };
KONTOR_DESCRIBE_ENUM(ReturnStatus, requested, approved, rejected, received, refunded, refund_failed)

struct Return {
  ReturnId id;
  OrderId order_id;
  ReturnStatus status = ReturnStatus::requested;
  std::string reason;
  std::vector<ReturnedLine> lines;
  std::int64_t refund = 0;
  std::optional<payment::RefundId> refund_id;
  Timestamp created_at;
  std::int64_t version = 1;
};

namespace return_rows {

void insert(db::Tx& tx, const Return& fresh);
// Locked, with the order's other returns in the order of their ids.
std::vector<Return> lock_of_order(db::Tx& tx, const OrderId& id);
std::optional<OrderId> order_of(db::Tx& tx, const ReturnId& id);
Result<std::vector<Return>> of_order(const db::Database& database, const OrderId& id);
Result<std::vector<Return>> with_status(const db::Database& database, std::optional<ReturnStatus> status, int limit,
                                        const std::optional<ReturnId>& after);
// Status, refund and its id.
void save(db::Tx& tx, const Return& changed);
// Of the return that this refund is of, where there is one. Travels with the next statement.
void refund_ended(db::Tx& tx, const payment::RefundId& refund, bool good);

}  // namespace return_rows

}  // namespace kontor::ordering
