#include "modules/pricing/store/price_list_rows.hpp"

#include <map>

namespace kontor::pricing::price_list_rows {

namespace {

PriceList list_from(const db::Row& row) {
  return {.id = row.get<PriceListId>("id"),
          .name = row.get<std::string>("name"),
          .currency = row.get<Currency>("currency"),
          .customer_group = row.get<std::optional<std::string>>("customer_group"),
          .enabled = row.get<bool>("enabled"),
          .priority = row.get<std::int64_t>("priority"),
          .starts_at = row.get<std::optional<Timestamp>>("starts_at"),
          .ends_at = row.get<std::optional<Timestamp>>("ends_at"),
          .version = row.get<std::int64_t>("version")};
}

}  // namespace

std::vector<PriceList> all(db::Tx& tx) {
  std::vector<PriceList> lists;
  const auto rows = tx.query(R"sql(
    select id, name, currency, customer_group, enabled, priority, starts_at, ends_at, version
    from pricing.price_list order by id
  )sql");
  for (const auto& row : rows) lists.push_back(list_from(row));
  return lists;
}

std::optional<PriceList> find(db::Tx& tx, const PriceListId& id) {
  const auto row = tx.query(R"sql(
    select id, name, currency, customer_group, enabled, priority, starts_at, ends_at, version
    from pricing.price_list where id = $1 for update
  )sql",
                            id)
                       .maybe_one();
  return row ? std::optional(list_from(*row)) : std::nullopt;
}

void insert(db::Tx& tx, const PriceList& list) {
  tx.execute(R"sql(
    insert into pricing.price_list (id, name, currency, customer_group, enabled, priority, starts_at, ends_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
  )sql",
             list.id, list.name, list.currency, list.customer_group, list.enabled, list.priority, list.starts_at,
             list.ends_at);
}

void replace(db::Tx& tx, const PriceList& list) {
  tx.execute(R"sql(
    update pricing.price_list
    set name = $2, customer_group = $3, enabled = $4, priority = $5, starts_at = $6, ends_at = $7,
        version = version + 1
    where id = $1
  )sql",
             list.id, list.name, list.customer_group, list.enabled, list.priority, list.starts_at, list.ends_at);
}

void remove(db::Tx& tx, const PriceListId& id) {
  tx.execute(R"sql(delete from pricing.price_list where id = $1)sql", id);
}

void touch(db::Tx& tx, const PriceListId& id) {
  tx.execute(R"sql(update pricing.price_list set version = version + 1 where id = $1)sql", id);
}

std::vector<Entry> entries(db::Tx& tx, const PriceListId& id, const std::optional<EntryPlace>& after, int limit) {
  std::vector<Entry> entries;
  const auto rows =
      tx.query(R"sql(
    select variant_id, from_quantity, amount_minor, compare_at_minor
    from pricing.price_list_entry
    where list_id = $1 and ($2::uuid is null or (variant_id, from_quantity) > ($2, $3::bigint))
    order by variant_id, from_quantity
    limit $4
  )sql",
               id, after ? std::optional(after->variant_id) : std::nullopt, after ? after->from_quantity : 0, limit);
  for (const auto& row : rows) {
    entries.push_back({row.get<catalog::VariantId>("variant_id"), row.get<std::int64_t>("from_quantity"),
                       row.get<std::int64_t>("amount_minor"),
                       row.get<std::optional<std::int64_t>>("compare_at_minor")});
  }
  return entries;
}

void put_entries(db::Tx& tx, const PriceListId& id, std::span<const Entry> entries) {
  std::vector<catalog::VariantId> variants;
  std::vector<std::int64_t> from;
  std::vector<std::int64_t> amounts;
  std::vector<std::int64_t> compare_at;  // 0: none
  for (const auto& entry : entries) {
    variants.push_back(entry.variant_id);
    from.push_back(entry.from_quantity);
    amounts.push_back(entry.amount);
    compare_at.push_back(entry.compare_at.value_or(0));
  }
  tx.execute(R"sql(
    insert into pricing.price_list_entry (list_id, variant_id, from_quantity, amount_minor, compare_at_minor)
    select $1, entry.variant_id, entry.from_quantity, entry.amount, nullif(entry.compare_at, 0)
    from unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[])
      as entry (variant_id, from_quantity, amount, compare_at)
    on conflict (variant_id, list_id, from_quantity) do update
      set amount_minor = excluded.amount_minor, compare_at_minor = excluded.compare_at_minor
  )sql",
             id, variants, from, amounts, compare_at);
}

void remove_entries(db::Tx& tx, const PriceListId& id, std::span<const EntryPlace> places) {
  std::vector<catalog::VariantId> variants;
  std::vector<std::int64_t> from;
  for (const auto& place : places) {
    variants.push_back(place.variant_id);
    from.push_back(place.from_quantity);
  }
  tx.execute(R"sql(
    delete from pricing.price_list_entry entry
    using unnest($2::uuid[], $3::bigint[]) as gone (variant_id, from_quantity)
    where entry.list_id = $1 and entry.variant_id = gone.variant_id and entry.from_quantity = gone.from_quantity
  )sql",
             id, variants, from);
}

Result<void> complete(const db::Database& database, std::span<Goods> goods) {
  std::vector<catalog::VariantId> variants;
  std::vector<catalog::ProductId> products;
  std::map<Uuid, std::size_t> places;
  for (std::size_t i = 0; i < goods.size(); ++i) {
    variants.push_back(goods[i].variant_id);
    products.push_back(goods[i].product_id);
    places.emplace(goods[i].variant_id.uuid(), i);
  }
  const auto rows = database.read(R"sql(
    select entry.variant_id, entry.list_id, entry.from_quantity, entry.amount_minor, entry.compare_at_minor,
           null as tax_class
    from pricing.price_list_entry entry
    where entry.variant_id = any($1::uuid[])
    union all
    select asked.variant_id, null, null, null, null, class.tax_class
    from unnest($1::uuid[], $2::uuid[]) as asked (variant_id, product_id)
    join pricing.product_tax_class class on class.product_id = asked.product_id
  )sql",
                                  variants, products);
  if (!rows) return rows.error();
  for (const auto& row : *rows) {
    auto& one = goods[places.at(row.get<Uuid>("variant_id"))];
    if (auto tax_class = row.get<std::optional<std::string>>("tax_class")) {
      one.tax_class = *std::move(tax_class);
    } else {
      one.tiers.push_back({row.get<Uuid>("list_id"), row.get<std::int64_t>("from_quantity"),
                           row.get<std::int64_t>("amount_minor"),
                           row.get<std::optional<std::int64_t>>("compare_at_minor")});
    }
  }
  return {};
}

}  // namespace kontor::pricing::price_list_rows
