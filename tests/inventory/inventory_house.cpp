#include "inventory/inventory_house.hpp"

#include <array>
#include <catch2/catch.hpp>

#include "modules/inventory/store/warehouse_rows.hpp"
#include "support/house_migrations.hpp"

namespace kontor::inventory::test {

namespace {

db::DatabaseSettings sized(db::DatabaseSettings settings, int sessions) {
  settings.pool_size = sessions;
  settings.pool_wait_ms = 20'000;
  settings.lock_timeout_ms = 20'000;
  settings.statement_timeout_ms = 30'000;
  return settings;
}

events::EventSettings quick() {
  events::EventSettings settings;
  settings.poll_ms = 20;
  return settings;
}

std::string quoted(const std::string& text) {
  return "'" + text + "'";
}

}  // namespace

std::vector<db::Migration> inventory_migrations() {
  static constexpr std::array<std::string_view, 1> kModules{"inventory"};
  return kontor::test::house_migrations(kModules);
}

Instance::Instance(const db::DatabaseSettings& database, InventorySettings given, int sessions)
    : inventory_settings(given),
      logger({.level = telemetry::LogLevel::off}),
      pool(sized(database, sessions), logger, fixture.metrics),
      inventory(pool, "inventory"),
      event_settings(quick()),
      log(db::Database(pool, "bus"), {kInventoryCommands, kInventoryEvents, audit::kAuditEvents}, event_settings, clock,
          fixture.metrics),
      once(db::Database(pool, "kernel"), fixture.metrics),
      module({inventory_settings, inventory, log, once, audit::Trail(log), fixture.metrics}) {
  fixture.endpoints = module.endpoints();
}

Result<void> Instance::obey(const std::vector<events::Event>& batch) {
  const auto group = module.groups().front();
  return inventory.transact([&](db::Tx& tx) { return group.handle(tx, batch); });
}

Result<void> Instance::expire() {
  const jobs::JobRun run("inventory.expire", clock.now(), 1, Deadline::after(std::chrono::seconds(60)));
  return module.jobs().front().run(run);
}

Result<void> Instance::forget() {
  const jobs::JobRun run("inventory.forget", clock.now(), 1, Deadline::after(std::chrono::seconds(60)));
  return module.jobs().back().run(run);
}

std::unique_ptr<events::Dispatcher> Instance::dispatcher() {
  auto made = std::make_unique<events::Dispatcher>(log, db::Database(pool, "bus"), module.groups(), event_settings,
                                                   logger, fixture.metrics);
  made->start();
  return made;
}

House::House(InventorySettings given)
    : TestDatabase(inventory_migrations()),
      Instance(TestDatabase::settings(), given),
      first(WarehouseId::generate()),
      second(WarehouseId::generate()) {
  const auto made = inventory.transact([&](db::Tx& tx) -> Result<void> {
    warehouse_rows::insert(tx, {.id = first, .name = "first", .priority = 1});
    warehouse_rows::insert(tx, {.id = second, .name = "second", .priority = 2});
    return {};
  });
  REQUIRE(made);
}

VariantId House::variant(std::int64_t in_first, std::int64_t in_second) {
  const auto id = VariantId::generate();
  for (const auto& [warehouse, units] : {std::pair{first, in_first}, std::pair{second, in_second}}) {
    if (units == 0) continue;
    const auto answer =
        send("POST", "/adjustments",
             {{"variant_id", id.str()}, {"delta", units}, {"reason", "received"}, {"warehouse_id", warehouse.str()}});
    INFO(answer.body());
    REQUIRE(answer.status() == 201);
  }
  return id;
}

House::Level House::level(const VariantId& variant, const WarehouseId& warehouse) const {
  const auto row = run_sql("select on_hand || ' ' || reserved from inventory.stock where variant_id = " +
                           quoted(variant.uuid().str()) + " and warehouse_id = " + quoted(warehouse.uuid().str()));
  if (row.empty()) return {};
  const auto space = row.find(' ');
  return {std::stoll(row.substr(0, space)), std::stoll(row.substr(space + 1))};
}

std::int64_t House::available(const VariantId& variant) {
  const std::vector ids{variant};
  const auto levels = module.inventory().stock(ids);
  REQUIRE(levels);
  return levels->front().available;
}

std::vector<Json> House::published(const std::string& type) const {
  const auto all =
      run_sql("select coalesce(json_agg(payload order by position), '[]') from bus.event where type = 'inventory." +
              type + "'");
  return Json::parse(all).get<std::vector<Json>>();
}

std::vector<Json> House::published(const std::string& type, const Uuid& reference) const {
  const auto all =
      run_sql("select coalesce(json_agg(payload order by position), '[]') from bus.event where type = 'inventory." +
              type + "' and aggregateid = " + quoted(reference.str()));
  return Json::parse(all).get<std::vector<Json>>();
}

std::int64_t House::count(const std::string& type) const {
  return std::stoll(run_sql("select count(*) from bus.event where type = 'inventory." + type + "'"));
}

std::string House::last_answer(const Uuid& reference) const {
  return run_sql(
      "select substr(event.type, 11) from bus.event join bus.topic on topic.id = event.topic_id"
      " where topic.name = 'inventory-events' and aggregateid = " +
      quoted(reference.str()) + " order by position desc limit 1");
}

std::string House::troubles() const {
  return run_sql(R"(
    with open_part as (
      select variant_id, warehouse_id, sum(quantity - committed - released) as units
      from inventory.reservation_part group by variant_id, warehouse_id
    ), moved as (
      select variant_id, warehouse_id, sum(on_hand) as on_hand, sum(reserved) as reserved
      from inventory.movement group by variant_id, warehouse_id
    ), trouble as (
      select 'reserved is not what is open: ' || stock.variant_id as what
      from inventory.stock full join open_part using (variant_id, warehouse_id)
      where coalesce(stock.reserved, 0) <> coalesce(open_part.units, 0)
      union all
      select 'the history does not sum to the level: ' || stock.variant_id
      from inventory.stock full join moved using (variant_id, warehouse_id)
      where (coalesce(stock.on_hand, 0), coalesce(stock.reserved, 0))
        <> (coalesce(moved.on_hand, 0), coalesce(moved.reserved, 0))
      union all
      select 'sold more than there is: ' || variant_id
      from inventory.stock where on_hand < 0 or reserved < 0 or reserved > on_hand + backorder_limit
      union all
      select 'ended, and something is open: ' || reservation.id
      from inventory.reservation join inventory.reservation_part on reservation_id = reservation.id
      where state <> 'held' and committed + released < quantity
      union all
      select 'held, and nothing is open: ' || reservation.id
      from inventory.reservation
      where state = 'held' and not exists (
        select from inventory.reservation_part
        where reservation_id = reservation.id and committed + released < quantity)
    )
    select coalesce(string_agg(what, '; '), '') from trouble)");
}

void House::pass_time(std::chrono::seconds time) const {
  run_sql("update kernel.clock set ahead = ahead + interval '" + std::to_string(time.count()) + " seconds'");
}

Answer House::send(const std::string& method, const std::string& path, const Json& body,
                   std::vector<std::pair<std::string, std::string>> headers) {
  headers.emplace_back("Authorization", "Bearer ada:inventory.read,inventory.write");
  if (!body.is_null()) headers.emplace_back("Content-Type", "application/json");
  return fixture.send({.method = method,
                       .target = "/api/v1/inventory" + path,
                       .headers = std::move(headers),
                       .body = body.is_null() ? "" : body.dump()});
}

Json json_of(const Answer& answer) {
  return Json::parse(answer.body());
}

std::string code_of(const Answer& answer) {
  return json_of(answer).value("code", "");
}

}  // namespace kontor::inventory::test
