#include "modules/ordering/store/history_rows.hpp"

#include "modules/ordering/store/names.hpp"
#include "modules/ordering/store/saga_columns.hpp"

namespace kontor::ordering::history_rows {

namespace {

struct OrderColumns {
  Uuid id;
  std::string number;
  std::optional<Uuid> user_id;
  std::string email;
  std::string currency;
  std::int64_t total = 0;
  FrozenOrder frozen;
  Uuid payment_id;
  std::string provider;
  Timestamp placed_at;
  Uuid cart_id;
  Uuid shipment_id;
  std::string step;
  std::string status;
  std::string reason;
  std::string shipment_status;
  PaymentFacts payment;
  std::int64_t entries = 0;
};
KONTOR_DESCRIBE(OrderColumns, id, number, user_id, email, currency, total, frozen, payment_id, provider, placed_at,
                cart_id, shipment_id, step, status, reason, shipment_status, payment, entries)

struct EntryColumns {
  Uuid order_id;
  std::int64_t seq = 0;
  Timestamp at;
  std::string type;
  std::string text;
};
KONTOR_DESCRIBE(EntryColumns, order_id, seq, at, type, text)

OrderColumns columns_of(const Order& order) {
  const auto& record = order.record;
  return {.id = record.id.uuid(),
          .number = record.number,
          .user_id = record.user_id,
          .email = order.email,
          .currency = std::string(record.total.currency().code()),
          .total = record.total.amount(),
          .frozen = order.frozen,
          .payment_id = record.payment_id.uuid(),
          .provider = record.provider,
          .placed_at = order.placed_at,
          .cart_id = record.cart_id.uuid(),
          .shipment_id = record.shipment_id.uuid(),
          .step = std::string(to_string(record.saga.step)),
          .status = name_of(record.saga.status),
          .reason = record.saga.reason,
          .shipment_status = record.saga.shipment_status,
          .payment = record.saga.payment,
          .entries = record.entries};
}

}  // namespace

bool is_empty(db::Tx& tx) {
  return !tx.query(R"sql(select exists (select from ordering.placed_order) as is_there)sql")
              .one()
              .get<bool>("is_there");
}

std::vector<std::string> take_numbers(db::Tx& tx, std::size_t many) {
  std::vector<std::string> numbers;
  const auto rows =
      tx.query(R"sql(select nextval('ordering.number_seq')::text as number from generate_series(1, $1))sql",
               static_cast<std::int64_t>(many));
  for (const auto& row : rows) numbers.push_back(row.get<std::string>("number"));
  return numbers;
}

void insert(db::Tx& tx, const std::vector<PastOrder>& orders) {
  std::vector<OrderColumns> rows;
  std::vector<EntryColumns> entries;
  for (const auto& [order, timeline] : orders) {
    rows.push_back(columns_of(order));
    for (const auto& one : timeline) entries.push_back({order.record.id.uuid(), one.seq, one.at, one.type, one.text});
  }
  tx.post(R"sql(
    with past as (
      select past.id, past.number, past.user_id, past.email, past.currency, past.total, past.frozen, past.payment_id, past.provider,
             past.placed_at, past.cart_id, past.shipment_id, past.step, past.status, past.reason, past.shipment_status,
             past.payment, past.entries
      from jsonb_to_recordset($1::jsonb) as past
        (id uuid, number text, user_id uuid, email text, currency text, total bigint, frozen jsonb, payment_id uuid, provider text,
         placed_at timestamptz, cart_id uuid, shipment_id uuid, step text, status text, reason text,
         shipment_status text, payment jsonb, entries bigint))
    , placed as (
      insert into ordering.placed_order
        (id, number, user_id, email, currency, total, frozen, shipment, payment_id, provider, payment_token, placed_at)
      select past.id, past.number, past.user_id, past.email, past.currency, past.total, past.frozen, '{}', past.payment_id,
             past.provider, '', past.placed_at
      from past)
    insert into ordering.saga
      (id, cart_id, has_cart, shipment_id, step, status, reason, awaited, held, attempts, is_free, captures, at_rest,
       shipment_status, tracking_code, payment, shortages, entries)
    select past.id, past.cart_id, true, past.shipment_id, past.step, past.status, past.reason, 0, 0, 1, false, true, true,
           past.shipment_status, '', past.payment, '[]', past.entries
    from past
  )sql",
          db::JsonText{json::to_json(rows)});
  tx.post(R"sql(
    insert into ordering.timeline (order_id, seq, at, type, text)
    select past.order_id, past.seq, past.at, past.type, past.text
    from jsonb_to_recordset($1::jsonb) as past (order_id uuid, seq bigint, at timestamptz, type text, text text)
  )sql",
          db::JsonText{json::to_json(entries)});
}

}  // namespace kontor::ordering::history_rows
