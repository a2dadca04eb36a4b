#include "modules/ordering/store/saga_rows.hpp"

#include "modules/ordering/store/names.hpp"
#include "modules/ordering/store/saga_columns.hpp"

namespace kontor::ordering {

namespace {

Saga saga_from(const db::Row& row) {
  return {.step = step_named(row.get<std::string_view>("step")).value(),
          .status = value_named<OrderStatus>(row.get<std::string_view>("status")),
          .reason = row.get<std::string>("reason"),
          .awaited = Parties(static_cast<std::uint8_t>(row.get<std::int16_t>("awaited"))),
          .held = Parties(static_cast<std::uint8_t>(row.get<std::int16_t>("held"))),
          .attempts = row.get<std::int32_t>("attempts"),
          .is_free = row.get<bool>("is_free"),
          .captures = row.get<bool>("captures"),
          .due_at = row.get<std::optional<Timestamp>>("due_at"),
          .reserved_until = row.get<std::optional<Timestamp>>("reserved_until"),
          .shipment_status = row.get<std::string>("shipment_status"),
          .tracking_code = row.get<std::string>("tracking_code"),
          .payment = stored<PaymentFacts>(row.get<db::JsonText>("payment"))};
}

}  // namespace

SagaRecord saga_record(const db::Row& row) {
  const auto shipment = row.get<std::optional<db::JsonText>>("shipment");
  return {.id = row.get<OrderId>("id"),
          .number = row.get<std::string>("number"),
          .user_id = row.get<std::optional<Uuid>>("user_id"),
          .total = Money(row.get<std::int64_t>("total"), row.get<Currency>("currency")),
          .cart_id = row.get<cart::CartId>("cart_id"),
          .payment_id = row.get<payment::PaymentId>("payment_id"),
          .provider = row.get<std::string>("provider"),
          .payment_token = row.get<std::string>("payment_token"),
          .shipment_id = row.get<shipping::ShipmentId>("shipment_id"),
          .shipment = shipment ? std::optional(shipment->text) : std::nullopt,
          .entries = row.get<std::int64_t>("entries"),
          .saga = saga_from(row),
          .shortages = stored<std::vector<inventory::Shortage>>(row.get<db::JsonText>("shortages"))};
}

namespace saga_rows {

namespace {

constexpr int kMostEntries = 1000;

struct Changed {
  Uuid id;
  std::string step;
  std::string status;
  std::string reason;
  int awaited = 0;
  int held = 0;
  int attempts = 0;
  bool captures = false;
  bool at_rest = false;
  std::optional<Timestamp> due_at;
  std::optional<Timestamp> reserved_until;
  std::string shipment_status;
  std::string tracking_code;
  PaymentFacts payment;
  std::vector<inventory::Shortage> shortages;
  std::int64_t entries = 0;
};
KONTOR_DESCRIBE(Changed, id, step, status, reason, awaited, held, attempts, captures, at_rest, due_at, reserved_until,
                shipment_status, tracking_code, payment, shortages, entries)

struct EntryRow {
  Uuid order_id;
  std::int64_t seq = 0;
  std::string type;
  std::string text;
  std::optional<std::string> actor;
  bool is_internal = false;
};
KONTOR_DESCRIBE(EntryRow, order_id, seq, type, text, actor, is_internal)

Changed changed(const SagaRecord& record) {
  const auto& saga = record.saga;
  return {.id = record.id.uuid(),
          .step = std::string(to_string(saga.step)),
          .status = name_of(saga.status),
          .reason = saga.reason,
          .awaited = saga.awaited.bits(),
          .held = saga.held.bits(),
          .attempts = saga.attempts,
          .captures = saga.captures,
          .at_rest = !is_under_way(saga),
          .due_at = saga.due_at,
          .reserved_until = saga.reserved_until,
          .shipment_status = saga.shipment_status,
          .tracking_code = saga.tracking_code,
          .payment = saga.payment,
          .shortages = record.shortages,
          .entries = record.entries};
}

Loaded loaded(const db::Rows& rows) {
  Loaded all;
  all.records.reserve(rows.size());
  for (const auto& row : rows) {
    all.now = row.get<Timestamp>("house_now");
    all.records.push_back(saga_record(row));
  }
  return all;
}

}  // namespace

Loaded lock(db::Tx& tx, std::span<const Uuid> ids) {
  // The parcel's command only where the payment may be the next thing to arrive.
  return loaded(tx.query(R"sql(
    select saga.id, saga.cart_id, saga.shipment_id, saga.step, saga.status, saga.reason, saga.awaited, saga.held,
           saga.attempts, saga.is_free, saga.captures, saga.due_at, saga.reserved_until, saga.shipment_status,
           saga.tracking_code, saga.payment, saga.shortages, saga.entries,
           placed.number, placed.user_id, placed.total, placed.currency, placed.payment_id, placed.provider,
           placed.payment_token,
           case when saga.step in ('reserving', 'paying', 'awaiting_payment', 'securing', 'capturing', 'shipping')
                then placed.shipment end as shipment,
           kernel.now() as house_now
    from ordering.saga join ordering.placed_order placed on placed.id = saga.id
    where saga.id = any ($1)
    order by saga.id
    for update of saga
  )sql",
                         ids));
}

Loaded lock_due(db::Tx& tx, int limit) {
  return loaded(tx.query(R"sql(
    select saga.id, saga.cart_id, saga.shipment_id, saga.step, saga.status, saga.reason, saga.awaited, saga.held,
           saga.attempts, saga.is_free, saga.captures, saga.due_at, saga.reserved_until, saga.shipment_status,
           saga.tracking_code, saga.payment, saga.shortages, saga.entries,
           placed.number, placed.user_id, placed.total, placed.currency, placed.payment_id, placed.provider,
           placed.payment_token, placed.shipment, kernel.now() as house_now
    from ordering.saga join ordering.placed_order placed on placed.id = saga.id
    where not saga.at_rest and saga.due_at <= kernel.now()
    order by saga.id
    limit $1
    for update of saga skip locked
  )sql",
                         limit));
}

Loaded lock_ending_reservations(db::Tx& tx, int days, int limit) {
  return loaded(tx.query(R"sql(
    select saga.id, saga.cart_id, saga.shipment_id, saga.step, saga.status, saga.reason, saga.awaited, saga.held,
           saga.attempts, saga.is_free, saga.captures, saga.due_at, saga.reserved_until, saga.shipment_status,
           saga.tracking_code, saga.payment, saga.shortages, saga.entries,
           placed.number, placed.user_id, placed.total, placed.currency, placed.payment_id, placed.provider,
           placed.payment_token, null::jsonb as shipment, kernel.now() as house_now
    from ordering.saga join ordering.placed_order placed on placed.id = saga.id
    where saga.reserved_until < kernel.now() + make_interval(days => $1)
      and (saga.step = 'confirmed'
           or saga.step = 'dispatched'
              and exists (select from ordering.parcel where parcel.order_id = saga.id and parcel.lines <> '[]'))
    order by saga.id
    limit $2
    for update of saga skip locked
  )sql",
                         days, limit));
}

bool has_entry_older_than(db::Tx& tx, const OrderId& id, std::string_view type, int days) {
  return tx
      .query(R"sql(
        select exists (select from ordering.timeline
                       where order_id = $1 and type = $2 and at < kernel.now() - make_interval(days => $3)) as is_old
      )sql",
             id, type, days)
      .one()
      .get<bool>("is_old");
}

db::JsonText rows_of(std::span<const NewEntry> entries) {
  std::vector<EntryRow> rows;
  rows.reserve(entries.size());
  for (const auto& one : entries) {
    rows.push_back({one.order_id, one.seq, one.type, one.text, one.actor, one.is_internal});
  }
  return {json::to_json(rows)};
}

void save(db::Tx& tx, std::span<const SagaRecord> records, std::span<const NewEntry> entries) {
  std::vector<Changed> rows;
  rows.reserve(records.size());
  for (const auto& record : records) rows.push_back(changed(record));
  tx.post(R"sql(
    with noted as (
      insert into ordering.timeline (order_id, seq, at, type, text, actor, is_internal)
      select fresh.order_id, fresh.seq, kernel.now(), fresh.type, fresh.text, fresh.actor, fresh.is_internal
      from jsonb_to_recordset($2::jsonb) as fresh
        (order_id uuid, seq bigint, type text, text text, actor text, is_internal boolean))
    update ordering.saga
    set step = fresh.step, status = fresh.status, reason = fresh.reason, awaited = fresh.awaited, held = fresh.held,
        attempts = fresh.attempts, captures = fresh.captures, at_rest = fresh.at_rest, due_at = fresh.due_at,
        reserved_until = fresh.reserved_until, shipment_status = fresh.shipment_status,
        tracking_code = fresh.tracking_code, payment = fresh.payment, shortages = fresh.shortages,
        entries = fresh.entries, version = saga.version + 1
    from jsonb_to_recordset($1::jsonb) as fresh
      (id uuid, step text, status text, reason text, awaited smallint, held smallint, attempts integer,
       captures boolean, at_rest boolean, due_at timestamptz, reserved_until timestamptz, shipment_status text,
       tracking_code text, payment jsonb, shortages jsonb, entries bigint)
    where saga.id = fresh.id
  )sql",
          db::JsonText{json::to_json(rows)}, rows_of(entries));
}

Result<std::vector<TimelineEntry>> entries_after(const db::Database& database, const OrderId& id, std::int64_t seq) {
  const auto rows = database.read(R"sql(
    select timeline.seq, timeline.at, timeline.type, timeline.text, timeline.actor, timeline.is_internal
    from ordering.timeline
    where timeline.order_id = $1 and timeline.seq > $2
    order by timeline.seq
    limit $3
  )sql",
                                  id, seq, kMostEntries);
  if (!rows) return rows.error();
  std::vector<TimelineEntry> entries;
  for (const auto& row : *rows) {
    entries.push_back({.seq = row.get<std::int64_t>("seq"),
                       .at = row.get<Timestamp>("at"),
                       .type = row.get<std::string>("type"),
                       .text = row.get<std::string>("text"),
                       .actor = row.get<std::optional<std::string>>("actor"),
                       .is_internal = row.get<bool>("is_internal")});
  }
  return entries;
}

}  // namespace saga_rows

}  // namespace kontor::ordering
