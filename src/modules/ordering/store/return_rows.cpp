#include "modules/ordering/store/return_rows.hpp"

#include "modules/ordering/store/names.hpp"
#include "modules/ordering/store/saga_columns.hpp"

namespace kontor::ordering::return_rows {

namespace {

std::vector<Return> returns_from(const db::Rows& rows) {
  std::vector<Return> all;
  for (const auto& row : rows) {
    all.push_back({.id = row.get<ReturnId>("id"),
                   .order_id = row.get<OrderId>("order_id"),
                   .status = value_named<ReturnStatus>(row.get<std::string_view>("status")),
                   .reason = row.get<std::string>("reason"),
                   .lines = stored<std::vector<ReturnedLine>>(row.get<db::JsonText>("lines")),
                   .refund = row.get<std::int64_t>("refund"),
                   .refund_id = row.get<std::optional<payment::RefundId>>("refund_id"),
                   .created_at = row.get<Timestamp>("created_at"),
                   .version = row.get<std::int64_t>("version")});
  }
  return all;
}

}  // namespace

void insert(db::Tx& tx, const Return& fresh) {
  tx.post(R"sql(
    insert into ordering.return (id, order_id, status, reason, lines, refund, created_at)
    values ($1, $2, $3, $4, $5, $6, kernel.now())
  )sql",
          fresh.id, fresh.order_id, name_of(fresh.status), fresh.reason, db::JsonText{json::to_json(fresh.lines)},
          fresh.refund);
}

std::vector<Return> lock_of_order(db::Tx& tx, const OrderId& id) {
  return returns_from(tx.query(R"sql(
    select id, order_id, status, reason, lines, refund, refund_id, created_at, version
    from ordering.return where order_id = $1 order by id for update
  )sql",
                               id));
}

std::optional<OrderId> order_of(db::Tx& tx, const ReturnId& id) {
  const auto row = tx.query(R"sql(select order_id from ordering.return where id = $1)sql", id).maybe_one();
  return row ? std::optional(row->get<OrderId>("order_id")) : std::nullopt;
}

Result<std::vector<Return>> of_order(const db::Database& database, const OrderId& id) {
  const auto rows = database.read(R"sql(
    select id, order_id, status, reason, lines, refund, refund_id, created_at, version
    from ordering.return where order_id = $1 order by id
  )sql",
                                  id);
  if (!rows) return rows.error();
  return returns_from(*rows);
}

Result<std::vector<Return>> with_status(const db::Database& database, std::optional<ReturnStatus> status, int limit,
                                        const std::optional<ReturnId>& after) {
  const auto rows = database.read(R"sql(
    select id, order_id, status, reason, lines, refund, refund_id, created_at, version
    from ordering.return
    where ($1::text is null or status = $1) and ($2::uuid is null or id < $2)
    order by id desc limit $3
  )sql",
                                  status ? std::optional(name_of(*status)) : std::nullopt, after, limit);
  if (!rows) return rows.error();
  return returns_from(*rows);
}

void save(db::Tx& tx, const Return& changed) {
  tx.post(R"sql(
    update ordering.return set status = $2, refund = $3, refund_id = $4, version = version + 1 where id = $1
  )sql",
          changed.id, name_of(changed.status), changed.refund, changed.refund_id);
}

void refund_ended(db::Tx& tx, const payment::RefundId& refund, bool good) {
  tx.post(R"sql(
    update ordering.return set status = $2, version = version + 1
    where refund_id = $1 and status in ('received', 'refund_failed')
  )sql",
          refund, good ? "refunded" : "refund_failed");
}

}  // namespace kontor::ordering::return_rows
