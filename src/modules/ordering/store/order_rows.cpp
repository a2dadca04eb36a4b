#include "modules/ordering/store/order_rows.hpp"

#include "modules/ordering/store/saga_columns.hpp"

namespace kontor::ordering::order_rows {

namespace {

using Octets = std::span<const std::uint8_t>;

constexpr std::string_view kFind = R"sql(
  select saga.id, saga.cart_id, saga.shipment_id, saga.step, saga.status, saga.reason, saga.awaited, saga.held,
         saga.attempts, saga.is_free, saga.captures, saga.due_at, saga.reserved_until, saga.shipment_status,
         saga.tracking_code, saga.payment, saga.shortages, saga.entries, saga.version,
         placed.number, placed.user_id, placed.total, placed.currency, placed.payment_id, placed.provider,
         placed.payment_token, null::jsonb as shipment, placed.email, placed.token_digest, placed.frozen,
         placed.placed_at
  from ordering.saga join ordering.placed_order placed on placed.id = saga.id
  where saga.id = $1
)sql";

std::optional<crypto::Digest> digest_from(const std::optional<db::Bytes>& bytes) {
  crypto::Digest digest{};
  if (!bytes || bytes->size() != digest.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), digest.begin());
  return digest;
}

std::optional<Order> order_from(const db::Rows& rows) {
  const auto row = rows.maybe_one();
  if (!row) return std::nullopt;
  return Order{.record = saga_record(*row),
               .email = row->get<std::string>("email"),
               .token_digest = digest_from(row->get<std::optional<db::Bytes>>("token_digest")),
               .frozen = stored<FrozenOrder>(row->get<db::JsonText>("frozen")),
               .placed_at = row->get<Timestamp>("placed_at"),
               .version = row->get<std::int64_t>("version")};
}

}  // namespace

std::optional<Inserted> insert(db::Tx& tx, const NewOrder& order) {
  const auto& total = order.frozen.totals.total;
  const auto digest = order.token_digest ? std::optional<Octets>(*order.token_digest) : std::nullopt;
  const auto due_in =
      order.saga.due_at ? std::chrono::duration<double>(order.saga.due_at->time_since_epoch()).count() : 0;
  const auto row = tx.query(R"sql(
    with begun as (
      insert into ordering.saga
        (id, cart_id, has_cart, shipment_id, step, status, reason, awaited, held, attempts, is_free, captures, at_rest,
         due_at, shipment_status, tracking_code, payment, shortages, entries)
      values ($1, $2, $3, $4, $5, 'pending', '', $6, $7, 1, $8, true, false,
              kernel.now() + make_interval(secs => $9), '', '', $10, '[]', $11)
      on conflict (cart_id) where status <> 'cancelled' do nothing
      returning id)
    , numbered as (
      select begun.id, $12::text || case when $13::boolean then ordering.next_in_counter('order')
                                         else nextval('ordering.number_seq') end as number
      from begun)
    , noted as (
      insert into ordering.timeline (order_id, seq, at, type, text, actor, is_internal)
      select begun.id, fresh.seq, kernel.now(), fresh.type, fresh.text, fresh.actor, fresh.is_internal
      from begun
      cross join jsonb_to_recordset($24::jsonb) as fresh
        (seq bigint, type text, text text, actor text, is_internal boolean))
    insert into ordering.placed_order
      (id, number, user_id, token_digest, email, currency, total, frozen, shipment, payment_id, provider,
       payment_token, placed_at)
    select numbered.id, numbered.number, $14::uuid, $15::bytea, $16::text, $17::text, $18::bigint, $19::jsonb,
           $20::jsonb || jsonb_build_object('number', numbered.number), $21::uuid, $22::text, $23::text, kernel.now()
    from numbered
    returning number, placed_at
  )sql",
                            order.id, order.cart_id, order.has_cart, order.shipment_id, to_string(order.saga.step),
                            static_cast<int>(order.saga.awaited.bits()), static_cast<int>(order.saga.held.bits()),
                            order.saga.is_free, due_in, db::JsonText{json::to_json(order.saga.payment)},
                            static_cast<std::int64_t>(order.entries.size()), order.number_prefix, order.gapless,
                            order.user_id, digest, order.email, total.currency().code(), total.amount(),
                            db::JsonText{json::to_json(order.frozen)}, db::JsonText{order.shipment}, order.payment_id,
                            order.provider, order.payment_token, saga_rows::rows_of(order.entries))
                       .maybe_one();
  if (!row) return std::nullopt;
  return Inserted{row->get<std::string>("number"), row->get<Timestamp>("placed_at")};
}

Result<std::optional<Order>> find(const db::Database& database, const OrderId& id) {
  const auto rows = database.read(kFind, id);
  if (!rows) return rows.error();
  return order_from(*rows);
}

std::optional<Order> find(db::Tx& tx, const OrderId& id) {
  return order_from(tx.query(kFind, id));
}

std::string issue_invoice(db::Tx& tx, const OrderId& id, std::string_view prefix) {
  return tx
      .query(R"sql(
    with fresh as (
      insert into ordering.invoice (order_id, number, issued_at)
      select $1::uuid, $2::text || ordering.next_in_counter('invoice'), kernel.now()
      where not exists (select from ordering.invoice where order_id = $1)
      returning number)
    select number from fresh
    union all
    select invoice.number from ordering.invoice where order_id = $1
  )sql",
             id, prefix)
      .one()
      .get<std::string>("number");
}

std::optional<Invoice> invoice_of(db::Tx& tx, const OrderId& id) {
  const auto row =
      tx.query(R"sql(select invoice.number, invoice.issued_at from ordering.invoice where order_id = $1)sql", id)
          .maybe_one();
  if (!row) return std::nullopt;
  return Invoice{row->get<std::string>("number"), row->get<Timestamp>("issued_at")};
}

Result<void> check(const db::Database& database) {
  const auto rows = database.read(R"sql(select exists (select from ordering.placed_order) as answers)sql");
  return rows ? Result<void>() : rows.error();
}

}  // namespace kontor::ordering::order_rows
