#include "modules/shipping/store/rate_rows.hpp"

#include "kernel/db/errors.hpp"
#include "modules/shipping/store/column_text.hpp"

namespace kontor::shipping::rate_rows {

namespace {

Zone zone_from(const db::Row& row) {
  return {.id = row.get<ShippingZoneId>("zone_id"),
          .name = row.get<std::string>("zone_name"),
          .rest_of_world = row.get<bool>("rest_of_world"),
          .territories = read_column<std::vector<Territory>>(row, "territories"),
          .version = row.get<std::int64_t>("zone_version")};
}

Method method_from(const db::Row& row) {
  return {.id = row.get<ShippingMethodId>("id"),
          .zone_id = row.get<ShippingZoneId>("zone_id"),
          .name = row.get<std::string>("name"),
          .carrier = row.get<std::string>("carrier"),
          .kind = enum_column<RateKind>(row, "kind"),
          .prices = read_column<std::vector<PriceTable>>(row, "prices"),
          .max_weight_grams = row.get<std::optional<std::int64_t>>("max_weight_grams"),
          .tax_class = row.get<std::string>("tax_class"),
          .min_days = row.get<std::int32_t>("min_days"),
          .max_days = row.get<std::int32_t>("max_days"),
          .cutoff_minutes = row.get<std::optional<std::int32_t>>("cutoff_minutes"),
          .active = row.get<bool>("active"),
          .position = row.get<std::int32_t>("position"),
          .version = row.get<std::int64_t>("version")};
}

template <class T, class Make>
std::vector<T> all_from(const db::Rows& rows, Make make) {
  std::vector<T> all;
  for (const auto& row : rows) all.push_back(make(row));
  return all;
}

constexpr std::string_view kZones = R"sql(
  select zone.id as zone_id, zone.name as zone_name, zone.rest_of_world, zone.territories, zone.version as zone_version
  from shipping.zone
  where ($1::uuid is null or zone.id > $1) and ($2::uuid is null or zone.id = $2)
  order by zone.id limit $3::bigint
)sql";

constexpr std::string_view kMethods = R"sql(
  select method.id, method.zone_id, method.name, method.carrier, method.kind, method.prices, method.max_weight_grams,
         method.tax_class, method.min_days, method.max_days, method.cutoff_minutes, method.active, method.position,
         method.version
  from shipping.method
  where method.removed_at is null and ($1::uuid is null or method.id > $1) and ($2::uuid is null or method.id = $2)
    and ($4::uuid is null or method.zone_id = $4)
  order by method.id limit $3::bigint
)sql";

// Every zone with each of its methods, or without any.
constexpr std::string_view kBook = R"sql(
  select zone.id as zone_id, zone.name as zone_name, zone.rest_of_world, zone.territories, zone.version as zone_version,
         method.id is not null as has_method, method.id, method.name, method.carrier, method.kind, method.prices,
         method.max_weight_grams, method.tax_class, method.min_days, method.max_days, method.cutoff_minutes,
         method.active, method.position, method.version
  from shipping.zone
  left join shipping.method on method.zone_id = zone.id and method.active and method.removed_at is null
  order by zone.id, method.id
)sql";

template <class Statement>
bool unless_taken(Statement statement) {
  try {
    statement();
    return true;
  } catch (const db::Violation& violation) {
    if (violation.constraint() != "zone_rest_of_world") throw;
    return false;
  }
}

}  // namespace

Result<RateBook> book(const db::Database& database) {
  const auto rows = database.read(kBook);
  if (!rows) return rows.error();
  RateBook book;
  for (const auto& row : *rows) {
    if (book.zones.empty() || book.zones.back().id != row.get<ShippingZoneId>("zone_id")) {
      book.zones.push_back(zone_from(row));
    }
    if (row.get<bool>("has_method")) book.methods.push_back(method_from(row));
  }
  return book;
}

Result<std::vector<Zone>> zones(const db::Database& database, const std::optional<ShippingZoneId>& after, int limit) {
  const auto rows = database.read(kZones, after, std::nullopt, limit);
  if (!rows) return rows.error();
  return all_from<Zone>(*rows, zone_from);
}

Result<std::vector<Method>> methods(const db::Database& database, const std::optional<ShippingMethodId>& after,
                                    int limit, const std::optional<ShippingZoneId>& zone) {
  const auto rows = database.read(kMethods, after, std::nullopt, limit, zone);
  if (!rows) return rows.error();
  return all_from<Method>(*rows, method_from);
}

std::optional<Zone> find_zone(db::Tx& tx, const ShippingZoneId& id, Lock lock) {
  if (lock == Lock::row) tx.post(R"sql(select from shipping.zone where zone.id = $1 for update)sql", id);
  const auto row = tx.query(kZones, std::nullopt, id, 1).maybe_one();
  return row ? std::optional(zone_from(*row)) : std::nullopt;
}

std::optional<Method> find_method(db::Tx& tx, const ShippingMethodId& id, Lock lock) {
  if (lock == Lock::row) tx.post(R"sql(select from shipping.method where method.id = $1 for update)sql", id);
  const auto row = tx.query(kMethods, std::nullopt, id, 1, std::nullopt).maybe_one();
  return row ? std::optional(method_from(*row)) : std::nullopt;
}

bool insert(db::Tx& tx, const Zone& zone) {
  return unless_taken([&] {
    tx.execute(R"sql(
      insert into shipping.zone (id, name, rest_of_world, territories, created_at, updated_at)
      values ($1, $2, $3, $4, kernel.now(), kernel.now())
    )sql",
               zone.id, zone.name, zone.rest_of_world, column_text(zone.territories));
  });
}

bool replace(db::Tx& tx, const Zone& zone) {
  return unless_taken([&] {
    tx.execute(R"sql(
      update shipping.zone
      set name = $2, rest_of_world = $3, territories = $4, updated_at = kernel.now(), version = version + 1
      where zone.id = $1
    )sql",
               zone.id, zone.name, zone.rest_of_world, column_text(zone.territories));
  });
}

void insert(db::Tx& tx, const Method& method) {
  tx.execute(R"sql(
    insert into shipping.method
      (id, zone_id, name, carrier, kind, prices, max_weight_grams, tax_class, min_days, max_days, cutoff_minutes, active,
       position, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, kernel.now(), kernel.now())
  )sql",
             method.id, method.zone_id, method.name, method.carrier, enum_text(method.kind), column_text(method.prices),
             method.max_weight_grams, method.tax_class, method.min_days, method.max_days, method.cutoff_minutes,
             method.active, method.position);
}

void replace(db::Tx& tx, const Method& method) {
  tx.execute(R"sql(
    update shipping.method
    set zone_id = $2, name = $3, carrier = $4, kind = $5, prices = $6, max_weight_grams = $7, tax_class = $8,
        min_days = $9, max_days = $10, cutoff_minutes = $11, active = $12, position = $13, updated_at = kernel.now(),
        version = version + 1
    where method.id = $1
  )sql",
             method.id, method.zone_id, method.name, method.carrier, enum_text(method.kind), column_text(method.prices),
             method.max_weight_grams, method.tax_class, method.min_days, method.max_days, method.cutoff_minutes,
             method.active, method.position);
}

bool remove(db::Tx& tx, const ShippingZoneId& id) {
  return tx.execute(R"sql(
           delete from shipping.zone
           where zone.id = $1 and not exists (select from shipping.method where method.zone_id = $1)
         )sql",
                    id) == 1;
}

void remove(db::Tx& tx, const ShippingMethodId& id) {
  tx.execute(R"sql(
    update shipping.method
    set removed_at = kernel.now(), active = false, updated_at = kernel.now(), version = version + 1
    where method.id = $1
  )sql",
             id);
}

bool claim_empty(db::Tx& tx) {
  constexpr int kClass = 7260;
  tx.post(R"sql(select pg_advisory_xact_lock($1::integer, 1))sql", kClass);
  return tx.query(R"sql(select not exists (select from shipping.zone) as empty)sql").one().get<bool>("empty");
}

}  // namespace kontor::shipping::rate_rows
