#include "modules/pricing/store/tax_rows.hpp"

#include <algorithm>

#include "kernel/db/errors.hpp"

namespace kontor::pricing::tax_rows {

namespace {

TaxZone zone_from(const db::Row& row) {
  return {.id = row.get<TaxZoneId>("id"),
          .name = row.get<std::string>("name"),
          .country = row.get<std::string>("country"),
          .region = row.get<std::optional<std::string>>("region"),
          .postal_prefix = row.get<std::optional<std::string>>("postal_prefix"),
          .prices_include_tax = row.get<std::optional<bool>>("prices_include_tax"),
          .version = row.get<std::int64_t>("version")};
}

TaxRate rate_from(const db::Row& row) {
  return {row.get<std::string>("tax_class"), row.get<Timestamp>("valid_from"), row.get<int>("rate_ppm")};
}

CurrencyRule currency_from(const db::Row& row) {
  return {row.get<Currency>("code"), row.get<bool>("enabled"), row.get<bool>("prices_include_tax"),
          row.get<std::int64_t>("version")};
}

void insert_rates(db::Tx& tx, const TaxZone& zone) {
  std::vector<std::string> classes;
  std::vector<Timestamp> from;
  std::vector<std::int64_t> rates;
  for (const auto& rate : zone.rates) {
    classes.push_back(rate.tax_class);
    from.push_back(rate.valid_from);
    rates.push_back(rate.rate_ppm);
  }
  tx.execute(R"sql(
    insert into pricing.tax_rate (zone_id, tax_class, valid_from, rate_ppm)
    select $1, rate.tax_class, rate.valid_from, rate.rate_ppm
    from unnest($2::text[], $3::timestamptz[], $4::int[]) as rate (tax_class, valid_from, rate_ppm)
  )sql",
             zone.id, classes, from, rates);
}

// What the statements of a zone come to.
template <class Statements>
Saved saved(Statements statements) {
  try {
    statements();
  } catch (const db::Violation& refused) {
    if (refused.kind() == db::Violation::Kind::foreign_key) return Saved::unknown_class;
    if (refused.constraint() == "tax_zone_place") return Saved::place_taken;
    throw;
  }
  return Saved::yes;
}

}  // namespace

std::vector<TaxZone> zones(db::Tx& tx) {
  std::vector<TaxZone> zones;
  const auto rows = tx.query(R"sql(
    select id, name, country, region, postal_prefix, prices_include_tax, version from pricing.tax_zone order by id
  )sql");
  for (const auto& row : rows) zones.push_back(zone_from(row));
  const auto rates = tx.query(R"sql(
    select zone_id, tax_class, valid_from, rate_ppm from pricing.tax_rate order by zone_id, tax_class, valid_from
  )sql");
  for (const auto& row : rates) {
    const auto zone = std::ranges::lower_bound(zones, row.get<TaxZoneId>("zone_id"), {}, &TaxZone::id);
    if (zone != zones.end() && zone->id == row.get<TaxZoneId>("zone_id")) zone->rates.push_back(rate_from(row));
  }
  return zones;
}

std::optional<TaxZone> find_zone(db::Tx& tx, const TaxZoneId& id) {
  const auto row = tx.query(R"sql(
    select id, name, country, region, postal_prefix, prices_include_tax, version
    from pricing.tax_zone where id = $1 for update
  )sql",
                            id)
                       .maybe_one();
  if (!row) return std::nullopt;
  auto zone = zone_from(*row);
  const auto rates = tx.query(R"sql(
    select tax_class, valid_from, rate_ppm from pricing.tax_rate where zone_id = $1 order by tax_class, valid_from
  )sql",
                              id);
  for (const auto& rate : rates) zone.rates.push_back(rate_from(rate));
  return zone;
}

Saved insert_zone(db::Tx& tx, const TaxZone& zone) {
  return saved([&] {
    tx.execute(R"sql(
      insert into pricing.tax_zone (id, name, country, region, postal_prefix, prices_include_tax)
      values ($1, $2, $3, $4, $5, $6)
    )sql",
               zone.id, zone.name, zone.country, zone.region, zone.postal_prefix, zone.prices_include_tax);
    insert_rates(tx, zone);
  });
}

Saved replace_zone(db::Tx& tx, const TaxZone& zone) {
  return saved([&] {
    tx.execute(R"sql(
      update pricing.tax_zone
      set name = $2, country = $3, region = $4, postal_prefix = $5, prices_include_tax = $6, version = version + 1
      where id = $1
    )sql",
               zone.id, zone.name, zone.country, zone.region, zone.postal_prefix, zone.prices_include_tax);
    tx.execute(R"sql(delete from pricing.tax_rate where zone_id = $1)sql", zone.id);
    insert_rates(tx, zone);
  });
}

void remove_zone(db::Tx& tx, const TaxZoneId& id) {
  tx.execute(R"sql(delete from pricing.tax_zone where id = $1)sql", id);
}

std::vector<TaxClass> classes(db::Tx& tx) {
  std::vector<TaxClass> classes;
  for (const auto& row : tx.query(R"sql(select code, name, version from pricing.tax_class order by code)sql")) {
    classes.push_back({row.get<std::string>("code"), row.get<std::string>("name"), row.get<std::int64_t>("version")});
  }
  return classes;
}

std::optional<TaxClass> find_class(db::Tx& tx, std::string_view code) {
  const auto row =
      tx.query(R"sql(select code, name, version from pricing.tax_class where code = $1 for update)sql", code)
          .maybe_one();
  if (!row) return std::nullopt;
  return TaxClass{row->get<std::string>("code"), row->get<std::string>("name"), row->get<std::int64_t>("version")};
}

bool insert_class(db::Tx& tx, const TaxClass& fresh) {
  return tx.execute(R"sql(
           insert into pricing.tax_class (code, name) values ($1, $2) on conflict (code) do nothing
         )sql",
                    fresh.code, fresh.name) == 1;
}

void rename_class(db::Tx& tx, const TaxClass& renamed) {
  tx.execute(R"sql(update pricing.tax_class set name = $2, version = version + 1 where code = $1)sql", renamed.code,
             renamed.name);
}

bool remove_class(db::Tx& tx, std::string_view code) {
  return tx.execute(R"sql(
           delete from pricing.tax_class
           where code = $1 and not exists (select from pricing.tax_rate where tax_class = $1)
             and not exists (select from pricing.product_tax_class where tax_class = $1)
         )sql",
                    code) == 1;
}

void assign_products(db::Tx& tx, std::span<const catalog::ProductId> products, std::string_view tax_class) {
  if (tax_class == kStandardTaxClass) {
    tx.execute(R"sql(delete from pricing.product_tax_class where product_id = any($1::uuid[]))sql", products);
    return;
  }
  tx.execute(R"sql(
    insert into pricing.product_tax_class (product_id, tax_class)
    select distinct product_id, $2::text from unnest($1::uuid[]) as product_id
    order by 1
    on conflict (product_id) do update set tax_class = excluded.tax_class
  )sql",
             products, tax_class);
}

std::vector<catalog::ProductId> products_of(db::Tx& tx, std::string_view tax_class,
                                            const std::optional<catalog::ProductId>& after, int limit) {
  std::vector<catalog::ProductId> ids;
  const auto rows = tx.query(R"sql(
    select product_id from pricing.product_tax_class
    where tax_class = $1 and ($2::uuid is null or product_id > $2)
    order by product_id limit $3
  )sql",
                             tax_class, after, limit);
  for (const auto& row : rows) ids.push_back(row.get<catalog::ProductId>("product_id"));
  return ids;
}

std::vector<CurrencyRule> currencies(db::Tx& tx) {
  std::vector<CurrencyRule> rules;
  const auto rows = tx.query(R"sql(
    select code, enabled, prices_include_tax, version from pricing.currency order by code
  )sql");
  for (const auto& row : rows) rules.push_back(currency_from(row));
  return rules;
}

std::optional<CurrencyRule> find_currency(db::Tx& tx, const Currency& currency) {
  const auto row = tx.query(R"sql(
    select code, enabled, prices_include_tax, version from pricing.currency where code = $1 for update
  )sql",
                            currency)
                       .maybe_one();
  return row ? std::optional(currency_from(*row)) : std::nullopt;
}

void save_currency(db::Tx& tx, const CurrencyRule& rule) {
  tx.execute(R"sql(
    insert into pricing.currency (code, enabled, prices_include_tax, version) values ($1, $2, $3, $4)
    on conflict (code) do update
      set enabled = excluded.enabled, prices_include_tax = excluded.prices_include_tax, version = excluded.version
  )sql",
             rule.currency, rule.enabled, rule.prices_include_tax, rule.version);
}

}  // namespace kontor::pricing::tax_rows
