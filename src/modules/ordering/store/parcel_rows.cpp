#include "modules/ordering/store/parcel_rows.hpp"

#include "kernel/core/check.hpp"
#include "kernel/json/json.hpp"

namespace kontor::ordering::parcel_rows {

void add_part(db::Tx& tx, const OrderId& order, const Uuid& shipment) {
  tx.post(R"sql(
    insert into ordering.parcel (shipment_id, order_id) values ($1, $2) on conflict (shipment_id) do nothing
  )sql",
          shipment, order);
}

bool leave(db::Tx& tx, const OrderId& order, const Uuid& shipment, std::int64_t units,
           const std::vector<inventory::StockLine>& lines) {
  return tx.execute(R"sql(
    insert into ordering.parcel (shipment_id, order_id, lines, units) values ($1, $2, $3, $4)
    on conflict (shipment_id) do update set lines = excluded.lines, units = excluded.units, ended = false
    where parcel.units = 0
  )sql",
                    shipment, order, db::JsonText{json::to_json(lines)}, units) == 1;
}

void arrive(db::Tx& tx, const Uuid& shipment) {
  tx.post(R"sql(update ordering.parcel set delivered = true where shipment_id = $1)sql", shipment);
}

bool end(db::Tx& tx, const OrderId& order, const Uuid& shipment) {
  return tx.execute(R"sql(
    insert into ordering.parcel (shipment_id, order_id, ended) values ($1, $2, true)
    on conflict (shipment_id) do update set ended = true where parcel.units = 0
  )sql",
                    shipment, order) == 1;
}

void commit(db::Tx& tx, const Uuid& shipment) {
  tx.post(R"sql(update ordering.parcel set committed = true where shipment_id = $1)sql", shipment);
}

State state(db::Tx& tx, const OrderId& order) {
  const auto row = tx.query(R"sql(
    select coalesce(bool_and(parcel.delivered or parcel.ended)
                      and (bool_or(parcel.ended) or sum(parcel.units) >= ordered.units), true) as all_arrived,
           coalesce(bool_and(parcel.committed or parcel.units = 0), true) as all_committed,
           coalesce(bool_or(parcel.shipment_id <> ordered.shipment_id), false) as is_split,
           coalesce(bool_and(parcel.ended) and bool_or(parcel.shipment_id = ordered.shipment_id), false) as all_ended
    from (select saga.shipment_id,
                 (select sum((line ->> 'quantity')::bigint) from jsonb_array_elements(placed.frozen -> 'lines') line)
                   as units
          from ordering.placed_order placed join ordering.saga on saga.id = placed.id
          where placed.id = $1) as ordered
    left join ordering.parcel on parcel.order_id = $1
    group by ordered.units, ordered.shipment_id
  )sql",
                            order)
                       .one();
  return {row.get<bool>("all_arrived"), row.get<bool>("all_committed"), row.get<bool>("is_split"),
          row.get<bool>("all_ended")};
}

std::vector<Uncommitted> uncommitted(db::Tx& tx, const OrderId& order) {
  std::vector<Uncommitted> all;
  for (const auto& row : tx.query(R"sql(
         select parcel.shipment_id, parcel.lines from ordering.parcel
         where parcel.order_id = $1 and parcel.units > 0 and not parcel.committed
         order by parcel.shipment_id
       )sql",
                                  order)) {
    auto lines = json::read<std::vector<inventory::StockLine>>(row.get<db::JsonText>("lines").text);
    KONTOR_CHECK(lines.ok(), "lines of a parcel as they were written");
    all.push_back({row.get<Uuid>("shipment_id"), *std::move(lines)});
  }
  return all;
}

}  // namespace kontor::ordering::parcel_rows
