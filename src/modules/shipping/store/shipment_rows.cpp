#include "modules/shipping/store/shipment_rows.hpp"

#include "kernel/json/writer.hpp"
#include "modules/shipping/store/column_text.hpp"

namespace kontor::shipping::shipment_rows {

namespace {

using Text = std::optional<std::string>;

Shipment shipment_from(const db::Row& row) {
  const auto sealed = personal::Sealed::parse(row.get<std::string>("address"));
  KONTOR_CHECK(sealed, "an address is kept sealed");
  return {.id = row.get<ShipmentId>("id"),
          .root_id = row.get<ShipmentId>("root_id"),
          .reference = row.get<Uuid>("reference"),
          .number = row.get<std::string>("number"),
          .method_id = row.get<ShippingMethodId>("method_id"),
          .method_name = row.get<std::string>("method_name"),
          .carrier = row.get<std::string>("carrier"),
          .status = enum_column<ShipmentStatus>(row, "status"),
          .address = *sealed,
          .items = read_column<std::vector<PackedItem>>(row, "items"),
          .tracking_code = row.get<Text>("tracking_code"),
          .carrier_code = row.get<Text>("carrier_code"),
          .created_at = row.get<Timestamp>("created_at"),
          .updated_at = row.get<Timestamp>("updated_at"),
          .version = row.get<std::int64_t>("version")};
}

std::vector<Shipment> shipments_from(const db::Rows& rows) {
  std::vector<Shipment> all;
  for (const auto& row : rows) all.push_back(shipment_from(row));
  return all;
}

Result<std::optional<Shipment>> maybe_one(const Result<db::Rows>& rows) {
  if (!rows) return rows.error();
  const auto row = rows->maybe_one();
  return row ? std::optional(shipment_from(*row)) : std::nullopt;
}

// Rows as jsonb_to_recordset takes them.
template <class Row, class Write>
db::JsonText records(std::span<const Row> rows, Write write) {
  db::JsonText json;
  json::Writer writer(json.text);
  writer.begin_array();
  for (const auto& row : rows) {
    writer.begin_object();
    write(writer, row);
    writer.end_object();
  }
  writer.end_array();
  return json;
}

constexpr std::string_view kColumns = R"sql(
  select shipment.id, shipment.root_id, shipment.reference, shipment.number, shipment.method_id, shipment.method_name,
         shipment.carrier, shipment.status, shipment.address, shipment.items, shipment.tracking_code,
         shipment.carrier_code, shipment.created_at, shipment.updated_at, shipment.version, kernel.now() as now
  from shipping.shipment
)sql";

const std::string kFind = std::string(kColumns) + R"sql( where shipment.id = $1 )sql";
const std::string kFindByCode = std::string(kColumns) + R"sql( where shipment.tracking_code = $1 )sql";
const std::string kFamilies = std::string(kColumns) + R"sql(
  where shipment.root_id in (select one.root_id from shipping.shipment as one where one.id = any($1::uuid[]))
  order by shipment.root_id, shipment.id
)sql";
const std::string kList = std::string(kColumns) + R"sql(
  where ($1::text is null or shipment.status = $1) and ($2::text is null or shipment.carrier = $2)
    and ($3::uuid is null or shipment.reference = $3) and ($4::text is null or shipment.number = $4)
    and ($5::uuid is null or shipment.id < $5)
  order by shipment.id desc limit $6::bigint
)sql";

void hold_roots(db::Tx& tx, std::span<const ShipmentId> ids) {
  tx.post(R"sql(
    select from shipping.shipment
    where shipment.id in (select one.root_id from shipping.shipment as one where one.id = any($1::uuid[]))
    order by shipment.id for update
  )sql",
          ids);
}

}  // namespace

std::vector<Known> known(db::Tx& tx, std::span<const Wanted> wanted) {
  std::vector<ShipmentId> ids;
  std::vector<ShippingMethodId> methods;
  for (const auto& one : wanted) {
    ids.push_back(one.id);
    methods.push_back(one.method_id);
  }
  const auto rows = tx.query(R"sql(
    select method.id is not null as method_known, coalesce(method.name, '') as method_name,
           coalesce(method.carrier, '') as method_carrier, shipment.carrier, refused.code, refused.text
    from unnest($1::uuid[], $2::uuid[]) with ordinality as wanted (id, method_id, place)
    left join shipping.method on method.id = wanted.method_id
    left join shipping.shipment on shipment.id = wanted.id
    left join shipping.refused_shipment as refused on refused.id = wanted.id
    order by wanted.place
  )sql",
                             ids, methods);
  std::vector<Known> all;
  for (const auto& row : rows) {
    Known one{row.get<bool>("method_known"),
              row.get<std::string>("method_name"),
              row.get<std::string>("method_carrier"),
              row.get<Text>("carrier"),
              {}};
    if (auto code = row.get<Text>("code")) one.refusal = {*std::move(code), row.get<std::string>("text")};
    all.push_back(std::move(one));
  }
  return all;
}

void insert(db::Tx& tx, std::span<const Shipment> shipments) {
  if (shipments.empty()) return;
  tx.post(R"sql(
    insert into shipping.shipment
      (id, root_id, reference, number, method_id, method_name, carrier, address, items, created_at, updated_at)
    select fresh.id, fresh.root_id, fresh.reference, fresh.number, fresh.method_id, fresh.method_name, fresh.carrier,
           fresh.address, fresh.items, kernel.now(), kernel.now()
    from jsonb_to_recordset($1::jsonb) as fresh (id uuid, root_id uuid, reference uuid, number text, method_id uuid,
      method_name text, carrier text, address text, items jsonb)
    on conflict (id) do nothing
  )sql",
          records(shipments, [](json::Writer& writer, const Shipment& one) {
            writer.field("id", one.id.uuid().str())
                .field("root_id", one.root_id.uuid().str())
                .field("reference", one.reference.str())
                .field("number", one.number)
                .field("method_id", one.method_id.uuid().str())
                .field("method_name", one.method_name)
                .field("carrier", one.carrier)
                .field("address", one.address.str())
                .key("items")
                .raw(json::to_json(one.items));
          }));
}

void refuse(db::Tx& tx, std::span<const Refused> refused) {
  if (refused.empty()) return;
  tx.post(R"sql(
    insert into shipping.refused_shipment (id, reference, code, text, created_at)
    select fresh.id, fresh.reference, fresh.code, fresh.text, kernel.now()
    from jsonb_to_recordset($1::jsonb) as fresh (id uuid, reference uuid, code text, text text)
    on conflict (id) do nothing
  )sql",
          records(refused, [](json::Writer& writer, const Refused& one) {
            writer.field("id", one.id.uuid().str())
                .field("reference", one.reference.str())
                .field("code", one.code)
                .field("text", one.text);
          }));
}

std::uint64_t forget_refused(db::Tx& tx, int days, int most) {
  return tx.execute(R"sql(
    with old as materialized (
      select refused.id
      from shipping.refused_shipment as refused
      where refused.created_at < kernel.now() - make_interval(days => $1)
      order by refused.created_at
      limit $2::bigint
      for update skip locked
    )
    delete from shipping.refused_shipment as refused using old where refused.id = old.id
  )sql",
                    days, most);
}

void update(db::Tx& tx, const Shipment& shipment) {
  tx.post(R"sql(
    update shipping.shipment
    set status = $2, items = $3, tracking_code = $4, carrier_code = $5, updated_at = kernel.now(), version = version + 1
    where shipment.id = $1
  )sql",
          shipment.id, name_of(shipment.status), column_text(shipment.items), shipment.tracking_code,
          shipment.carrier_code);
}

std::vector<Shipment> hold_families(db::Tx& tx, std::span<const ShipmentId> ids) {
  hold_roots(tx, ids);
  return shipments_from(tx.query(kFamilies, ids));
}

std::optional<Held> hold(db::Tx& tx, const ShipmentId& id) {
  hold_roots(tx, {&id, 1});
  const auto row = tx.query(kFind, id).maybe_one();
  if (!row) return std::nullopt;
  return Held{shipment_from(*row), row->get<Timestamp>("now")};
}

Result<std::vector<Shipment>> list(const db::Database& database, const Filter& filter,
                                   const std::optional<ShipmentId>& before, int limit) {
  const auto status = filter.status ? Text(name_of(*filter.status)) : std::nullopt;
  const auto rows = database.read(kList, status, filter.carrier, filter.reference, filter.number, before, limit);
  if (!rows) return rows.error();
  return shipments_from(*rows);
}

Result<std::optional<Shipment>> find(const db::Database& database, const ShipmentId& id) {
  return maybe_one(database.read(kFind, id));
}

Result<std::optional<Shipment>> find_by_code(const db::Database& database, std::string_view tracking_code) {
  return maybe_one(database.read(kFindByCode, tracking_code));
}

Result<std::vector<ShipmentSummary>> summaries(const db::Database& database, std::span<const ShipmentId> ids) {
  const auto rows = database.read(R"sql(
    select shipment.id, shipment.reference, shipment.status, shipment.carrier, shipment.tracking_code
    from unnest($1::uuid[]) with ordinality as asked (id, place)
    join shipping.shipment on shipment.id = asked.id
    order by asked.place
  )sql",
                                  ids);
  if (!rows) return rows.error();
  std::vector<ShipmentSummary> all;
  for (const auto& row : *rows) {
    all.push_back({row.get<ShipmentId>("id"), row.get<Uuid>("reference"), enum_column<ShipmentStatus>(row, "status"),
                   row.get<std::string>("carrier"), row.get<Text>("tracking_code")});
  }
  return all;
}

Result<std::vector<ShipmentId>> under_way(const db::Database& database, std::string_view carrier,
                                          const std::optional<ShipmentId>& after, int limit) {
  const auto rows = database.read(R"sql(
    select shipment.id from shipping.shipment
    where shipment.status in ('created', 'packed', 'dispatched', 'in_transit') and shipment.carrier = $1
      and ($2::uuid is null or shipment.id > $2)
    order by shipment.id limit $3::bigint
  )sql",
                                  carrier, after, limit);
  if (!rows) return rows.error();
  std::vector<ShipmentId> ids;
  for (const auto& row : *rows) ids.push_back(row.get<ShipmentId>("id"));
  return ids;
}

bool record(db::Tx& tx, const ShipmentId& id, const std::optional<std::string>& news_id, const TrackingEvent& event) {
  return tx.execute(R"sql(
           insert into shipping.tracking_event (id, shipment_id, news_id, status, text, at, recorded_at)
           values ($1, $2, $3, $4, $5, $6, kernel.now())
           on conflict (shipment_id, news_id) do nothing
         )sql",
                    Uuid::generate(), id, news_id, name_of(event.status), event.text, event.at) == 1;
}

Result<std::vector<TrackingEvent>> history(const db::Database& database, const ShipmentId& id) {
  const auto rows = database.read(R"sql(
    select tracking_event.status, tracking_event.text, tracking_event.at
    from shipping.tracking_event where tracking_event.shipment_id = $1
    order by tracking_event.at, tracking_event.id limit 1000
  )sql",
                                  id);
  if (!rows) return rows.error();
  std::vector<TrackingEvent> all;
  for (const auto& row : *rows) {
    all.push_back({enum_column<ShipmentStatus>(row, "status"), row.get<std::string>("text"), row.get<Timestamp>("at")});
  }
  return all;
}

Timestamp now(db::Tx& tx) {
  return tx.query(R"sql(select kernel.now() as now)sql").one().get<Timestamp>("now");
}

Result<void> check(const db::Database& database) {
  const auto answered = database.read(R"sql(select exists (select from shipping.zone) as any_zone)sql");
  return answered ? Result<void>() : answered.error();
}

}  // namespace kontor::shipping::shipment_rows
