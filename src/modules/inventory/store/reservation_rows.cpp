#include "modules/inventory/store/reservation_rows.hpp"

#include <array>

#include "kernel/json/json.hpp"
#include "modules/inventory/wire.hpp"

namespace kontor::inventory::reservation_rows {

namespace {

using State = ReservationState;

constexpr std::array kStates{State::held, State::committed, State::released, State::expired, State::failed};

State state_of(std::string_view text) {
  for (const auto state : kStates) {
    if (to_string(state) == text) return state;
  }
  throw std::logic_error("a reservation's state that is unknown");
}

std::string_view text_of(Passage::Kind kind) {
  return kind == Passage::Kind::parcel ? "parcel" : "return";
}

template <class T>
std::vector<T> list_in(const db::JsonText& json) {
  auto list = json::read<std::vector<T>>(json.text, {.unknown = json::Unknown::ignore});
  if (!list) throw std::logic_error("a column that cannot be read: " + list.error().detail);
  return *std::move(list);
}

Reservation reservation_from(const db::Row& row) {
  Reservation reservation{.reference = row.get<Uuid>("id"),
                          .state = state_of(row.get<std::string_view>("state")),
                          .expires_at = row.get<Timestamp>("expires_at"),
                          .reason = row.get<std::string>("reason")};
  if (const auto lacks = row.get<std::optional<db::JsonText>>("lacks")) {
    reservation.lacks = lacks_of(list_in<Shortage>(*lacks));
  }
  return reservation;
}

Part part_from(const db::Row& row, const VariantId& variant) {
  return {.reserved = {variant, row.get<WarehouseId>("warehouse_id"), row.get<std::int64_t>("quantity")},
          .committed = row.get<std::int64_t>("committed"),
          .released = row.get<std::int64_t>("released")};
}

std::vector<Entry> entries_from(const db::Rows& rows) {
  std::vector<Entry> entries;
  for (const auto& row : rows) {
    if (entries.empty() || entries.back().reservation.reference != row.get<Uuid>("id")) {
      entries.push_back({reservation_from(row), row.get<Timestamp>("created_at"), row.get<Timestamp>("updated_at")});
    }
    const auto variant = row.get<std::optional<VariantId>>("variant_id");
    if (variant) entries.back().reservation.parts.push_back(part_from(row, *variant));
  }
  return entries;
}

// Each table is asked for the ids themselves beside the join: a statement is planned once, perhaps while a table is
// empty, and would else read all of it when it is not.
constexpr std::string_view kSelect = R"sql(
  select reservation.id, reservation.state, reservation.reason, reservation.lacks, reservation.expires_at,
         reservation.created_at, reservation.updated_at, part.variant_id, part.warehouse_id, part.quantity,
         part.committed, part.released
  from inventory.reservation
  left join inventory.reservation_part as part
    on part.reservation_id = reservation.id and part.reservation_id = any ($1)
  where reservation.id = any ($1::uuid[])
  order by reservation.id desc, part.place
)sql";

std::vector<Passage> passages_of(db::Tx& tx, std::span<const Uuid> references) {
  std::vector<Passage> passages;
  const auto rows = tx.query(R"sql(
    select passage.reservation_id, passage.id, passage.kind, passage.portions
    from inventory.passage
    where passage.reservation_id = any ($1::uuid[])
  )sql",
                             references);
  for (const auto& row : rows) {
    const bool is_parcel = row.get<std::string_view>("kind") == "parcel";
    passages.push_back({.reference = row.get<Uuid>("reservation_id"),
                        .kind = is_parcel ? Passage::Kind::parcel : Passage::Kind::comeback,
                        .id = row.get<Uuid>("id"),
                        .portions = portions_of(list_in<Allocation>(row.get<db::JsonText>("portions")))});
  }
  return passages;
}

// The columns of several reservations.
struct Columns {
  explicit Columns(const std::vector<const Reservation*>& reservations) {
    for (const auto* one : reservations) {
      ids.push_back(one->reference);
      states.push_back(to_string(one->state));
      reasons.emplace_back(one->reason);
      lacks.push_back(one->lacks.empty() ? "" : json::to_json(shortages_of(one->lacks)));
      expiries.push_back(one->expires_at);
    }
  }
  std::vector<Uuid> ids;
  std::vector<std::string_view> states;
  std::vector<std::string_view> reasons;
  std::vector<std::string> lacks;
  std::vector<Timestamp> expiries;
};

struct PartColumns {
  explicit PartColumns(const std::vector<const Reservation*>& reservations) {
    for (const auto* one : reservations) {
      for (std::size_t i = 0; i < one->parts.size(); ++i) add(one->reference, static_cast<int>(i), one->parts[i]);
    }
  }
  void add(const Uuid& reference, int place, const Part& part) {
    ids.push_back(reference);
    variants.push_back(part.reserved.variant);
    warehouses.push_back(part.reserved.warehouse);
    places.push_back(place);
    quantities.push_back(part.reserved.quantity);
    committed.push_back(part.committed);
    released.push_back(part.released);
  }
  std::vector<Uuid> ids;
  std::vector<VariantId> variants;
  std::vector<WarehouseId> warehouses;
  std::vector<int> places;
  std::vector<std::int64_t> quantities;
  std::vector<std::int64_t> committed;
  std::vector<std::int64_t> released;
};

void write_made(db::Tx& tx, const std::vector<const Reservation*>& made, Timestamp now) {
  if (made.empty()) return;
  const Columns columns(made);
  const PartColumns parts(made);
  tx.post(R"sql(
    with made as (
      insert into inventory.reservation (id, state, reason, lacks, expires_at, created_at, updated_at)
      select fresh.id, fresh.state, fresh.reason, nullif(fresh.lacks, '')::jsonb, fresh.expires_at, $6, $6
      from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
        as fresh (id, state, reason, lacks, expires_at)
    )
    insert into inventory.reservation_part
      (reservation_id, variant_id, warehouse_id, place, quantity, committed, released)
    select fresh.reservation_id, fresh.variant_id, fresh.warehouse_id, fresh.place, fresh.quantity, fresh.committed,
           fresh.released
    from unnest($7::uuid[], $8::uuid[], $9::uuid[], $10::integer[], $11::bigint[], $12::bigint[], $13::bigint[])
      as fresh (reservation_id, variant_id, warehouse_id, place, quantity, committed, released)
  )sql",
          columns.ids, columns.states, columns.reasons, columns.lacks, columns.expiries, now, parts.ids, parts.variants,
          parts.warehouses, parts.places, parts.quantities, parts.committed, parts.released);
}

void write_changed(db::Tx& tx, const std::vector<const Reservation*>& changed, Timestamp now) {
  if (changed.empty()) return;
  const Columns columns(changed);
  const PartColumns parts(changed);
  tx.post(R"sql(
    with changed as (
      update inventory.reservation
      set state = change.state, reason = change.reason, expires_at = change.expires_at, updated_at = $5
      from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) as change (id, state, reason, expires_at)
      where reservation.id = any ($1) and reservation.id = change.id
    )
    update inventory.reservation_part as part
    set committed = change.committed, released = change.released
    from unnest($6::uuid[], $7::uuid[], $8::uuid[], $9::bigint[], $10::bigint[])
      as change (reservation_id, variant_id, warehouse_id, committed, released)
    where part.reservation_id = any ($6) and part.reservation_id = change.reservation_id
      and part.variant_id = change.variant_id
      and part.warehouse_id = change.warehouse_id
      and (part.committed, part.released) is distinct from (change.committed, change.released)
  )sql",
          columns.ids, columns.states, columns.reasons, columns.expiries, now, parts.ids, parts.variants,
          parts.warehouses, parts.committed, parts.released);
}

void write_passed(db::Tx& tx, const std::vector<const Passage*>& passed, Timestamp now) {
  if (passed.empty()) return;
  std::vector<Uuid> references;
  std::vector<Uuid> ids;
  std::vector<std::string_view> kinds;
  std::vector<std::string> portions;
  for (const auto* one : passed) {
    references.push_back(one->reference);
    ids.push_back(one->id);
    kinds.push_back(text_of(one->kind));
    portions.push_back(json::to_json(allocations_of(one->portions)));
  }
  tx.post(R"sql(
    insert into inventory.passage (reservation_id, id, kind, portions, passed_at)
    select fresh.reservation_id, fresh.id, fresh.kind, fresh.portions::jsonb, $5
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as fresh (reservation_id, id, kind, portions)
  )sql",
          references, ids, kinds, portions, now);
}

}  // namespace

std::string_view to_string(ReservationState state) {
  switch (state) {
    case State::held:
      return "held";
    case State::committed:
      return "committed";
    case State::released:
      return "released";
    case State::expired:
      return "expired";
    case State::failed:
      return "failed";
  }
  return "";
}

ReservationBook::Kept hold(db::Tx& tx, std::span<const Uuid> references, bool with_passages) {
  tx.post(R"sql(
    select from inventory.reservation where reservation.id = any ($1::uuid[]) order by reservation.id for no key update
  )sql",
          references);
  ReservationBook::Kept kept;
  for (auto& entry : entries_from(tx.query(kSelect, references))) {
    kept.reservations.push_back(std::move(entry.reservation));
  }
  if (with_passages) kept.passages = passages_of(tx, references);
  return kept;
}

std::vector<Uuid> hold_due(db::Tx& tx, int most) {
  std::vector<Uuid> due;
  const auto rows = tx.query(R"sql(
    select reservation.id
    from inventory.reservation
    where reservation.state = 'held' and reservation.expires_at <= kernel.now()
    order by reservation.expires_at, reservation.id
    limit $1::bigint
    for no key update skip locked
  )sql",
                             most);
  for (const auto& row : rows) due.push_back(row.get<Uuid>("id"));
  return due;
}

std::uint64_t forget_ended(db::Tx& tx, int days, int most) {
  return tx.execute(R"sql(
    with ended as materialized (
      select reservation.id
      from inventory.reservation
      where reservation.state in ('released', 'expired', 'failed')
        and reservation.updated_at < kernel.now() - make_interval(days => $1)
        and not exists (select from inventory.passage where passage.reservation_id = reservation.id)
      order by reservation.updated_at
      limit $2::bigint
      for update skip locked
    ), parts as (
      delete from inventory.reservation_part as part using ended where part.reservation_id = ended.id
    )
    delete from inventory.reservation using ended where reservation.id = ended.id
  )sql",
                    days, most);
}

void write(db::Tx& tx, const ReservationBook& book, Timestamp now) {
  write_made(tx, book.made(), now);
  write_changed(tx, book.changed(), now);
  write_passed(tx, book.passed(), now);
}

Result<std::optional<Entry>> find(const db::Database& database, const Uuid& reference) {
  const auto rows = database.read(kSelect, std::vector{reference});
  if (!rows) return rows.error();
  auto entries = entries_from(*rows);
  if (entries.empty()) return std::optional<Entry>();
  return std::optional(std::move(entries.front()));
}

Result<std::vector<Entry>> list(const db::Database& database, const Filter& filter) {
  const auto state = filter.state ? std::optional(std::string(to_string(*filter.state))) : std::nullopt;
  const auto rows = database.read(R"sql(
    select reservation.id, reservation.state, reservation.reason, reservation.lacks, reservation.expires_at,
           reservation.created_at, reservation.updated_at, part.variant_id, part.warehouse_id, part.quantity,
           part.committed, part.released
    from (
      select newest.id
      from inventory.reservation as newest
      where ($1::uuid is null or newest.id < $1) and ($2::text is null or newest.state = $2)
        and ($3::uuid is null or exists (
          select from inventory.reservation_part as open_part
          where open_part.reservation_id = newest.id and open_part.variant_id = $3
            and open_part.committed + open_part.released < open_part.quantity))
      order by newest.id desc
      limit $4::bigint
    ) as page
    join inventory.reservation on reservation.id = page.id
    left join inventory.reservation_part as part on part.reservation_id = reservation.id
    order by reservation.id desc, part.place
  )sql",
                                  filter.before, state, filter.variant, filter.limit + 1);
  if (!rows) return rows.error();
  return entries_from(*rows);
}

}  // namespace kontor::inventory::reservation_rows
