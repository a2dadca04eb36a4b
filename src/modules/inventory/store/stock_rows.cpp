#include "modules/inventory/store/stock_rows.hpp"

#include <algorithm>
#include <map>

#include "kernel/telemetry/origin.hpp"

namespace kontor::inventory::stock_rows {

namespace {

PolicyKind policy_kind_of(std::string_view text) {
  return text == "backorder" ? PolicyKind::backorder : text == "preorder" ? PolicyKind::preorder : PolicyKind::none;
}

std::string_view text_of(PolicyKind kind) {
  return kind == PolicyKind::backorder ? "backorder" : kind == PolicyKind::preorder ? "preorder" : "none";
}

// The variants $1 with their shelves, in the order in which these are asked; a row also where there are none. A plan is
// kept, and may have been made in a small shop: so each variant is looked up by its key, as the subqueries demand. The
// ids come from a query of their own: a plan that knew how few they are would look cheaper than the kept one and be
// made each time.
constexpr std::string_view kSelect = R"sql(
  select moment.now, item.variant_id, item.version, item.policy, item.policy_limit, item.available_on, item.low_at,
         item.is_low, item.policy_version, stock.warehouse_id, stock.on_hand, stock.reserved, stock.backorder_limit,
         warehouse.priority, warehouse.is_open
  from (select kernel.now() as now) as moment
  left join (select distinct one.id from unnest((select $1::uuid[])) as one (id)) as wanted on true
  left join lateral (
    select kept.variant_id, kept.version, kept.policy, kept.policy_limit, kept.available_on, kept.low_at, kept.is_low,
           kept.policy_version
    from inventory.item as kept where kept.variant_id = wanted.id offset 0
  ) as item on true
  left join lateral (
    select kept.warehouse_id, kept.on_hand, kept.reserved, kept.backorder_limit
    from inventory.stock as kept where kept.variant_id = item.variant_id offset 0
  ) as stock on true
  left join inventory.warehouse on warehouse.id = stock.warehouse_id
  order by item.variant_id, warehouse.priority, stock.warehouse_id
)sql";

// The same for who has locked them, in a transaction that goes by keys. A text of its own: the plan that is kept for
// that looks dearer than one that reads small tables whole, so who only reads would plan again each time.
constexpr std::string_view kSelectHeld = R"sql(
  select moment.now, item.variant_id, item.version, item.policy, item.policy_limit, item.available_on, item.low_at,
         item.is_low, item.policy_version, stock.warehouse_id, stock.on_hand, stock.reserved, stock.backorder_limit,
         warehouse.priority, warehouse.is_open
  from (select kernel.now() as now) as moment
  left join inventory.item on item.variant_id = any ($1::uuid[])
  left join inventory.stock on stock.variant_id = item.variant_id
  left join inventory.warehouse on warehouse.id = stock.warehouse_id
  order by item.variant_id, warehouse.priority, stock.warehouse_id
)sql";

Item item_from(const db::Row& row, const VariantId& variant) {
  return {.variant = variant,
          .version = row.get<std::int64_t>("version"),
          .policy = {.kind = policy_kind_of(row.get<std::string_view>("policy")),
                     .limit = row.get<std::int64_t>("policy_limit"),
                     .available_on = row.get<std::optional<Timestamp>>("available_on"),
                     .low_at = row.get<std::optional<std::int64_t>>("low_at")},
          .policy_version = row.get<std::int64_t>("policy_version"),
          .is_low = row.get<bool>("is_low"),
          .shelves = {}};
}

Shelf shelf_from(const db::Row& row, const WarehouseId& warehouse) {
  return {.warehouse = warehouse,
          .priority = row.get<std::int32_t>("priority"),
          .is_open = row.get<bool>("is_open"),
          .on_hand = row.get<std::int64_t>("on_hand"),
          .reserved = row.get<std::int64_t>("reserved"),
          .backorder_limit = row.get<std::int64_t>("backorder_limit")};
}

std::vector<Item> items_from(const db::Rows& rows) {
  std::vector<Item> items;
  for (const auto& row : rows) {
    const auto variant = row.get<std::optional<VariantId>>("variant_id");
    if (!variant) continue;
    if (items.empty() || items.back().variant != *variant) items.push_back(item_from(row, *variant));
    const auto warehouse = row.get<std::optional<WarehouseId>>("warehouse_id");
    if (warehouse) items.back().shelves.push_back(shelf_from(row, *warehouse));
  }
  return items;
}

// Levels as they change per shelf, versions and history: the columns of each.
struct LevelColumns {
  explicit LevelColumns(const StockBook& book) {
    std::map<std::pair<VariantId, WarehouseId>, std::pair<std::int64_t, std::int64_t>> changes;
    for (const auto& movement : book.movements()) {
      auto& change = changes[{movement.variant, movement.warehouse}];
      change.first += movement.on_hand;
      change.second += movement.reserved;
    }
    for (const auto& [shelf, change] : changes) {
      variants.push_back(shelf.first);
      warehouses.push_back(shelf.second);
      on_hand.push_back(change.first);
      reserved.push_back(change.second);
    }
  }
  std::vector<VariantId> variants;
  std::vector<WarehouseId> warehouses;
  std::vector<std::int64_t> on_hand;
  std::vector<std::int64_t> reserved;
};

struct VersionColumns {
  explicit VersionColumns(const StockBook& book) {
    for (const auto& touched : book.touched()) {
      variants.push_back(touched.item->variant);
      low.emplace_back(touched.is_low ? "true" : "false");
    }
  }
  std::vector<VariantId> variants;
  std::vector<std::string_view> low;
};

struct HistoryColumns {
  explicit HistoryColumns(const StockBook& book) {
    for (const auto& movement : book.movements()) {
      variants.push_back(movement.variant);
      warehouses.push_back(movement.warehouse);
      on_hand.push_back(movement.on_hand);
      reserved.push_back(movement.reserved);
      causes.push_back(to_string(movement.cause));
      references.push_back(movement.reference ? movement.reference->str() : "");
      notes.emplace_back(movement.note);
    }
  }
  std::vector<VariantId> variants;
  std::vector<WarehouseId> warehouses;
  std::vector<std::int64_t> on_hand;
  std::vector<std::int64_t> reserved;
  std::vector<std::string_view> causes;
  std::vector<std::string> references;  // empty: none
  std::vector<std::string_view> notes;
};

// What staff did has their name in the history; what a reservation did, that of the reservation.
constexpr std::string_view kWrite = R"sql(
  with levelled as (
    update inventory.stock
    set on_hand = stock.on_hand + change.on_hand, reserved = stock.reserved + change.reserved
    from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[])
      as change (variant_id, warehouse_id, on_hand, reserved)
    where stock.variant_id = any ($1) and stock.variant_id = change.variant_id
      and stock.warehouse_id = change.warehouse_id
  ),
  versioned as (
    update inventory.item
    set version = item.version + 1, is_low = change.is_low
    from unnest($5::uuid[], $6::boolean[]) as change (variant_id, is_low)
    where item.variant_id = any ($5) and item.variant_id = change.variant_id
  )
  insert into inventory.movement (variant_id, warehouse_id, on_hand, reserved, cause, reference, note, actor, moved_at)
  select moved.variant_id, moved.warehouse_id, moved.on_hand, moved.reserved, moved.cause,
         nullif(moved.reference, '')::uuid, moved.note, case when moved.reference = '' then $14 else '' end, $15
  from unnest($7::uuid[], $8::uuid[], $9::bigint[], $10::bigint[], $11::text[], $12::text[], $13::text[])
    as moved (variant_id, warehouse_id, on_hand, reserved, cause, reference, note)
)sql";

}  // namespace

StockBook hold(db::Tx& tx, std::span<const VariantId> variants) {
  tx.post(R"sql(
    select from inventory.item where item.variant_id = any ($1::uuid[]) order by item.variant_id for no key update
  )sql",
          variants);
  const auto rows = tx.query(kSelectHeld, variants);
  return {items_from(rows), rows[0].get<Timestamp>("now")};
}

void write(db::Tx& tx, const StockBook& book) {
  if (book.movements().empty()) return;
  const LevelColumns levels(book);
  const VersionColumns versions(book);
  const HistoryColumns history(book);
  tx.post(kWrite, levels.variants, levels.warehouses, levels.on_hand, levels.reserved, versions.variants, versions.low,
          history.variants, history.warehouses, history.on_hand, history.reserved, history.causes, history.references,
          history.notes, telemetry::OriginScope::current().actor, book.now());
}

void add_shelves(db::Tx& tx, std::span<const VariantId> variants, const WarehouseId& warehouse) {
  tx.post(R"sql(
    insert into inventory.item (variant_id)
    select kept.variant_id from unnest($1::uuid[]) as kept (variant_id) order by kept.variant_id
    on conflict do nothing
  )sql",
          variants);
  tx.post(R"sql(
    insert into inventory.stock (variant_id, warehouse_id)
    select kept.variant_id, $2::uuid from unnest($1::uuid[]) as kept (variant_id) order by kept.variant_id
    on conflict do nothing
  )sql",
          variants, warehouse);
}

void add_homes(db::Tx& tx, std::span<const VariantId> variants) {
  tx.post(R"sql(
    insert into inventory.item (variant_id)
    select kept.variant_id from unnest($1::uuid[]) as kept (variant_id) order by kept.variant_id
    on conflict do nothing
  )sql",
          variants);
  tx.post(R"sql(
    insert into inventory.stock (variant_id, warehouse_id)
    select kept.variant_id, first.id
    from unnest($1::uuid[]) as kept (variant_id)
    cross join (
      select warehouse.id from inventory.warehouse where warehouse.is_open
      order by warehouse.priority, warehouse.id limit 1
    ) as first
    where not exists (
      select from inventory.stock
      join inventory.warehouse on warehouse.id = stock.warehouse_id
      where stock.variant_id = kept.variant_id and warehouse.is_open)
    order by kept.variant_id
    on conflict do nothing
  )sql",
          variants);
}

std::optional<WarehouseId> home_for(db::Tx& tx, const VariantId& variant) {
  const auto row = tx.query(R"sql(
    select warehouse.id
    from inventory.warehouse
    left join inventory.stock on stock.warehouse_id = warehouse.id and stock.variant_id = $1
    where warehouse.is_open
    order by stock.variant_id is null, warehouse.priority, warehouse.id
    limit 1
  )sql",
                            variant)
                       .maybe_one();
  return row ? std::optional(row->get<WarehouseId>("id")) : std::nullopt;
}

Result<std::vector<StockLevel>> levels(const db::Database& database, std::span<const VariantId> ids) {
  const auto rows = database.read(kSelect, ids);
  if (!rows) return rows.error();
  const StockBook book(items_from(*rows), (*rows)[0].get<Timestamp>("now"));
  std::vector<StockLevel> levels;
  levels.reserve(ids.size());
  for (const auto& id : ids) {
    const auto* item = book.find(id);
    levels.push_back(item == nullptr ? StockLevel{.variant_id = id} : level_of(*item, book.now()));
  }
  return levels;
}

Result<std::optional<Seen>> find(const db::Database& database, const VariantId& variant) {
  const auto rows = database.read(kSelect, std::vector{variant});
  if (!rows) return rows.error();
  auto items = items_from(*rows);
  if (items.empty()) return std::optional<Seen>();
  return std::optional(Seen{std::move(items.front()), (*rows)[0].get<Timestamp>("now")});
}

void write_policy(db::Tx& tx, const VariantId& variant, const Policy& policy, bool is_low) {
  tx.post(R"sql(
    update inventory.item
    set policy = $2, policy_limit = $3, available_on = $4, low_at = $5, is_low = $6,
        policy_version = item.policy_version + 1, version = item.version + 1
    where item.variant_id = $1
  )sql",
          variant, text_of(policy.kind), policy.limit, policy.available_on, policy.low_at, is_low);
  tx.execute(R"sql(
    update inventory.stock
    set backorder_limit = case when stock.warehouse_id = (
        select first.warehouse_id
        from inventory.stock as first
        join inventory.warehouse on warehouse.id = first.warehouse_id
        where first.variant_id = $1 and warehouse.is_open
        order by warehouse.priority, warehouse.id
        limit 1
      ) then $2 else greatest(0, stock.reserved - stock.on_hand) end
    where stock.variant_id = $1
  )sql",
             variant, policy.limit);
}

void move_promises(db::Tx& tx, const WarehouseId& warehouse) {
  tx.post(R"sql(
    select from inventory.item
    where item.policy <> 'none'
      and item.variant_id in (select stock.variant_id from inventory.stock where stock.warehouse_id = $1)
    order by item.variant_id for no key update
  )sql",
          warehouse);
  // Where more was promised than is on hand, as much of the limit stays there: the sum may then be larger by that.
  tx.execute(R"sql(
    update inventory.stock
    set backorder_limit = case
        when stock.warehouse_id = first.warehouse_id then greatest(first.policy_limit, stock.reserved - stock.on_hand)
        else greatest(0, stock.reserved - stock.on_hand)
      end
    from (
      select distinct on (shelf.variant_id) shelf.variant_id, shelf.warehouse_id, item.policy_limit
      from inventory.stock as shelf
      join inventory.warehouse on warehouse.id = shelf.warehouse_id
      join inventory.item on item.variant_id = shelf.variant_id
      where item.policy <> 'none' and warehouse.is_open
        and shelf.variant_id in (select kept.variant_id from inventory.stock as kept where kept.warehouse_id = $1)
      order by shelf.variant_id, warehouse.priority, warehouse.id
    ) as first
    where stock.variant_id = first.variant_id
  )sql",
             warehouse);
}

Result<std::vector<Moved>> history(const db::Database& database, const VariantId& variant,
                                   const std::optional<WarehouseId>& warehouse, std::optional<std::int64_t> before,
                                   int limit) {
  const auto rows = database.read(R"sql(
    select movement.id, movement.warehouse_id, movement.on_hand, movement.reserved, movement.cause, movement.reference,
           movement.note, movement.actor, movement.moved_at
    from inventory.movement
    where movement.variant_id = $1 and ($2::uuid is null or movement.warehouse_id = $2)
      and movement.id < coalesce($3::bigint, 9223372036854775807)
    order by movement.id desc
    limit $4::bigint
  )sql",
                                  variant, warehouse, before, limit + 1);
  if (!rows) return rows.error();
  std::vector<Moved> all;
  for (const auto& row : *rows) {
    all.push_back({.id = row.get<std::int64_t>("id"),
                   .movement = {.variant = variant,
                                .warehouse = row.get<WarehouseId>("warehouse_id"),
                                .on_hand = row.get<std::int64_t>("on_hand"),
                                .reserved = row.get<std::int64_t>("reserved"),
                                .reference = row.get<std::optional<Uuid>>("reference"),
                                .note = row.get<std::string>("note")},
                   .cause = row.get<std::string>("cause"),
                   .actor = row.get<std::string>("actor"),
                   .at = row.get<Timestamp>("moved_at")});
  }
  return all;
}

Result<std::vector<Kept>> kept_in(const db::Database& database, const WarehouseId& warehouse,
                                  const std::optional<VariantId>& after, int limit) {
  const auto rows = database.read(R"sql(
    select stock.variant_id, stock.on_hand, stock.reserved
    from inventory.stock
    where stock.warehouse_id = $1 and ($2::uuid is null or stock.variant_id > $2)
    order by stock.variant_id
    limit $3::bigint
  )sql",
                                  warehouse, after, limit + 1);
  if (!rows) return rows.error();
  std::vector<Kept> all;
  for (const auto& row : *rows) {
    all.push_back(
        {row.get<VariantId>("variant_id"), row.get<std::int64_t>("on_hand"), row.get<std::int64_t>("reserved")});
  }
  return all;
}

}  // namespace kontor::inventory::stock_rows
