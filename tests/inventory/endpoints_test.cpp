#include <catch2/catch.hpp>

#include "inventory/inventory_house.hpp"

namespace kontor::inventory::test {
namespace {

using Level = House::Level;

std::vector<std::string> pointers(const Answer& answer) {
  std::vector<std::string> all;
  const auto body = json_of(answer);
  for (const auto& one : body["errors"]) all.push_back(one["pointer"]);
  return all;
}

Json adjustment(const VariantId& variant, std::int64_t delta) {
  return {{"variant_id", variant.str()}, {"delta", delta}, {"reason", "received"}};
}

TEST_CASE_METHOD(House, "everybody may look up the stock of a hundred variants at once") {
  const auto tea = variant(5, 3);
  const auto rum = VariantId::generate();
  REQUIRE(tell(ReserveStock{Uuid::generate(), {{tea, 6}}, 0}));
  const auto ask = [&](const std::string& query) { return fixture.get("/api/v1/inventory/stock" + query); };
  const auto answer = ask("?variant_id=" + rum.str() + "," + tea.str());
  REQUIRE(answer.status() == 200);
  const auto data = json_of(answer)["data"];
  REQUIRE(data.size() == 2);
  CHECK(data[0] ==
        Json({{"variant_id", rum.str()}, {"on_hand", 0}, {"reserved", 0}, {"available", 0}, {"may_be_ordered", 0}}));
  CHECK(data[1]["on_hand"] == 8);
  CHECK(data[1]["reserved"] == 6);
  CHECK(data[1]["available"] == 2);
  const auto twice = json_of(ask("?variant_id=" + tea.str() + "," + tea.str()))["data"];
  CHECK(twice[1] == data[1]);

  CHECK(ask("").status() == 422);
  CHECK(ask("?variant_id=nonsense").status() == 422);
  std::string many = "?variant_id=" + rum.str();
  for (int i = 0; i < 100; ++i) many += "," + rum.str();
  CHECK(ask(many).status() == 422);

  // A closed warehouse does not count.
  run_sql("update inventory.warehouse set is_open = false where priority = 1");
  CHECK(json_of(ask("?variant_id=" + tea.str()))["data"][0]["on_hand"] == 3);
  const std::vector<VariantId> too_many(501, tea);
  CHECK(module.inventory().stock(too_many).error().code == "too_many");
}

TEST_CASE_METHOD(House, "an adjustment is done once, never below what is reserved, and accounted for") {
  const auto tea = VariantId::generate();
  const auto adjust = [&](const Json& body, const std::string& key = {}) {
    std::vector<std::pair<std::string, std::string>> headers;
    if (!key.empty()) headers.emplace_back("Idempotency-Key", key);
    return send("POST", "/adjustments", body, headers);
  };
  const auto received = adjust(adjustment(tea, 10), "received-once");
  REQUIRE(received.status() == 201);
  CHECK(json_of(received)["warehouse_id"] == first.str());
  CHECK(json_of(received)["stock"]["available"] == 10);
  CHECK(adjust(adjustment(tea, 10), "received-once").body() == received.body());
  CHECK(level(tea, first) == Level{10, 0});

  REQUIRE(tell(ReserveStock{Uuid::generate(), {{tea, 4}}, 0}));
  CHECK(code_of(adjust(adjustment(tea, -7))) == "below_reserved");
  CHECK(adjust(adjustment(tea, -7)).status() == 409);
  CHECK(adjust(adjustment(tea, -6)).status() == 201);
  CHECK(level(tea, first) == Level{4, 4});

  CHECK(pointers(adjust(adjustment(tea, 0))) == std::vector<std::string>{"/delta"});
  auto elsewhere = adjustment(tea, 1);
  elsewhere["warehouse_id"] = WarehouseId::generate().str();
  CHECK(pointers(adjust(elsewhere)) == std::vector<std::string>{"/warehouse_id"});
  CHECK(adjust({{"variant_id", tea.str()}}).status() == 422);
  elsewhere["warehouse_id"] = second.str();
  CHECK(json_of(adjust(elsewhere))["warehouse"]["on_hand"] == 1);

  const auto audited = run_sql(
      "select count(*) from bus.event where type = 'audit.entry_recorded'"
      " and payload ->> 'action' = 'inventory.stock_adjusted' and headers ->> 'actor' = 'ada'");
  CHECK(audited == "3");
  CHECK(troubles() == "");
  CHECK(fixture.post("/api/v1/inventory/adjustments", adjustment(tea, 1).dump()).status() == 401);
}

TEST_CASE("a shop without a warehouse gets its first one with its first stock") {
  const kontor::test::TestDatabase database(inventory_migrations());
  Instance shop(database.settings());
  const auto tea = VariantId::generate();
  const auto answer = shop.fixture.send(
      {.method = "POST",
       .target = "/api/v1/inventory/adjustments",
       .headers = {{"Authorization", "Bearer ada:inventory.write"}, {"Content-Type", "application/json"}},
       .body = adjustment(tea, 3).dump()});
  CHECK(answer.status() == 201);
  CHECK(database.run_sql("select count(*) from inventory.warehouse") == "1");

  SECTION("and demo stock comes to one that has none only") {
    const std::vector variants{tea, VariantId::generate()};
    const auto refused = shop.module.seed(variants);
    REQUIRE(refused);
    CHECK(refused->variants == 0);
    database.run_sql("truncate inventory.stock, inventory.item, inventory.movement, inventory.warehouse");
    const auto seeded = shop.module.seed(variants);
    REQUIRE(seeded);
    CHECK(seeded->warehouses == 2);
    CHECK(seeded->variants == 2);
    CHECK(database.run_sql("select count(*) from inventory.stock where on_hand >= 10") == "4");
    CHECK(database.run_sql("select sum(on_hand) from inventory.stock") ==
          database.run_sql("select sum(on_hand) from inventory.movement"));
    CHECK(shop.module.check());
  }
}

TEST_CASE_METHOD(House, "what is free moves to another warehouse, and what was counted is put right") {
  const auto tea = variant(10, 2);
  const auto rum = variant(7);
  REQUIRE(tell(ReserveStock{Uuid::generate(), {{tea, 4}}, 0}));
  const auto move = [&](std::int64_t quantity) {
    return send("POST", "/transfers",
                {{"variant_id", tea.str()},
                 {"from_warehouse_id", first.str()},
                 {"to_warehouse_id", second.str()},
                 {"quantity", quantity}});
  };
  CHECK(code_of(move(7)) == "insufficient_stock");
  CHECK(json_of(move(7))["lines"] == Json({{{"variant_id", tea.str()}, {"requested", 7}, {"available", 6}}}));
  REQUIRE(move(6).status() == 201);
  CHECK(level(tea, first) == Level{4, 4});
  CHECK(level(tea, second) == Level{8, 0});
  CHECK(send("POST", "/transfers",
             {{"variant_id", tea.str()},
              {"from_warehouse_id", first.str()},
              {"to_warehouse_id", first.str()},
              {"quantity", 1}})
            .status() == 422);

  const auto kept = json_of(get("/warehouses/" + first.str() + "/stock"))["data"];
  CHECK(kept.size() == 2);
  const auto count_both = [&](std::int64_t tea_seen, std::int64_t tea_counted) {
    return send("POST", "/stocktakes",
                {{"warehouse_id", first.str()},
                 {"reason", "yearly"},
                 {"counts",
                  {{{"variant_id", tea.str()}, {"seen", tea_seen}, {"counted", tea_counted}},
                   {{"variant_id", rum.str()}, {"seen", 7}, {"counted", 6}}}}});
  };
  const auto stale = count_both(5, 5);
  CHECK(stale.status() == 412);
  CHECK(pointers(stale) == std::vector<std::string>{"/counts/0/seen"});
  CHECK(code_of(count_both(4, 3)) == "below_reserved");
  CHECK(level(rum, first) == Level{7, 0});
  const auto counted = count_both(4, 6);
  REQUIRE(counted.status() == 201);
  CHECK(json_of(counted)["differences"][0]["difference"] == 2);
  CHECK(json_of(counted)["differences"][1]["difference"] == -1);
  CHECK(level(tea, first) == Level{6, 4});
  CHECK(level(rum, first) == Level{6, 0});
  CHECK(troubles() == "");
}

TEST_CASE_METHOD(House, "whatever is sent twice under one key is done once, and answered the same") {
  const auto tea = variant(10, 10);
  const auto held = Uuid::generate();
  REQUIRE(tell(ReserveStock{held, {{tea, 2}}, 60}));
  const auto reservation = "/reservations/" + ReservationId(held).str();
  const auto until = kontor::to_string(clock.now() + std::chrono::hours(1));
  const std::vector<std::pair<std::string, Json>> requests{
      {"/adjustments", adjustment(tea, 3)},
      {"/transfers",
       {{"variant_id", tea.str()},
        {"from_warehouse_id", first.str()},
        {"to_warehouse_id", second.str()},
        {"quantity", 5}}},
      {"/stocktakes",
       {{"warehouse_id", second.str()},
        {"reason", "yearly"},
        {"counts", {{{"variant_id", tea.str()}, {"seen", 15}, {"counted", 14}}}}}},
      {"/warehouses", {{"name", "third"}, {"priority", 3}}},
      {reservation + "/extend", {{"until", until}}},
      {reservation + "/release", {{"reason", "called"}}}};
  for (const auto& [path, body] : requests) {
    INFO(path);
    const std::vector<std::pair<std::string, std::string>> key{{"Idempotency-Key", "once" + path}};
    const auto answer = send("POST", path, body, key);
    const auto events = run_sql("select count(*) from bus.event");
    const auto again = send("POST", path, body, key);
    CHECK(answer.status() / 100 == 2);
    CHECK(again.status() == answer.status());
    CHECK(again.body() == answer.body());
    CHECK(again.header("Idempotent-Replayed") == "true");
    CHECK(run_sql("select count(*) from bus.event") == events);
  }
  CHECK(level(tea, first) == Level{8, 0});
  CHECK(level(tea, second) == Level{14, 0});
  CHECK(troubles() == "");
}

TEST_CASE_METHOD(House, "a variant's history sums to its level, page by page") {
  const auto tea = variant(20, 20);
  const auto reference = Uuid::generate();
  REQUIRE(tell(ReserveStock{reference, {{tea, 25}}, 0}, CommitStock{reference, reference, {{tea, 8}}},
               ReleaseStock{reference, "rest"}, RestockReturn{reference, reference, {{tea, 2}}}));
  std::int64_t on_hand = 0;
  std::int64_t reserved = 0;
  std::string cursor;
  int pages = 0;
  do {
    const auto page = json_of(get("/variants/" + tea.str() + "/history?limit=3" + cursor));
    for (const auto& one : page["data"]) {
      on_hand += one["on_hand"].get<std::int64_t>();
      reserved += one["reserved"].get<std::int64_t>();
    }
    ++pages;
    cursor = page["page"]["has_more"] == true ? "&cursor=" + page["page"]["next_cursor"].get<std::string>() : "";
  } while (!cursor.empty() && pages < 20);
  CHECK(pages == 3);
  const auto now = json_of(get("/variants/" + tea.str()));
  CHECK(now["on_hand"] == on_hand);
  CHECK(now["on_hand"] == 34);
  CHECK(now["reserved"] == reserved);
  const auto newest = json_of(get("/variants/" + tea.str() + "/history?limit=1"))["data"][0];
  CHECK(newest["cause"] == "restocked");
  CHECK(newest["reservation_id"] == ReservationId(reference).str());
  const auto in_second = json_of(get("/variants/" + tea.str() + "/history?warehouse_id=" + second.str()))["data"];
  CHECK(in_second.back()["actor"] == "ada");
  CHECK(in_second.size() == 3);
  CHECK(get("/variants/" + tea.str() + "/history?cursor=x").status() == 422);
}

TEST_CASE_METHOD(House, "a policy lets more be ordered, and its limit goes where the order is asked first") {
  const auto tea = variant(2, 1);
  const auto policy = [&](const Json& body, const std::string& tag) {
    return send("PUT", "/variants/" + tea.str() + "/policy", body, {{"If-Match", tag}});
  };
  CHECK(send("PUT", "/variants/" + tea.str() + "/policy", {{"kind", "none"}}).status() == 428);
  CHECK(pointers(policy({{"kind", "preorder"}, {"limit", 1}}, "*")) == std::vector<std::string>{"/available_on"});
  CHECK(pointers(policy({{"kind", "none"}, {"limit", 1}}, "*")) == std::vector<std::string>{"/limit"});
  const auto set = policy({{"kind", "backorder"}, {"limit", 4}, {"low_at", 3}}, "\"1\"");
  REQUIRE(set.status() == 200);
  CHECK(set.header("ETag") == "\"2\"");
  CHECK(json_of(set)["may_be_ordered"] == 7);
  CHECK(count("low_stock") == 1);
  CHECK(policy({{"kind", "none"}}, "\"1\"").status() == 412);

  REQUIRE(tell(ReserveStock{Uuid::generate(), {{tea, 8}}, 0}));
  CHECK(count("reservation_failed") == 1);
  REQUIRE(tell(ReserveStock{Uuid::generate(), {{tea, 6}}, 0}));
  CHECK(level(tea, first) == Level{2, 5});
  CHECK(code_of(policy({{"kind", "backorder"}, {"limit", 2}}, "*")) == "promised_already");
  CHECK(policy({{"kind", "backorder"}, {"limit", 3}}, "*").status() == 200);
  CHECK(json_of(get("/variants/" + tea.str()))["may_be_ordered"] == 0);

  // Closed, its promises stay covered; new ones are made where the order is asked now.
  REQUIRE(send("PATCH", "/warehouses/" + first.str(), {{"is_open", false}}, {{"If-Match", "*"}}).status() == 200);
  CHECK(json_of(get("/variants/" + tea.str()))["may_be_ordered"] == 3);
  CHECK(troubles() == "");

  // Of what was never kept there is a policy, too.
  const auto rum = VariantId::generate();
  CHECK(get("/variants/" + rum.str()).header("ETag") == "\"0\"");
  const auto soon = kontor::to_string(clock.now() + std::chrono::hours(24));
  const auto preorder = send("PUT", "/variants/" + rum.str() + "/policy",
                             {{"kind", "preorder"}, {"limit", 5}, {"available_on", soon}}, {{"If-Match", "\"0\""}});
  CHECK(json_of(preorder)["may_be_ordered"] == 5);
  pass_time(std::chrono::hours(25));
  CHECK(json_of(get("/variants/" + rum.str()))["may_be_ordered"] == 0);
}

TEST_CASE_METHOD(House, "staff make, change and close warehouses") {
  const Json address = {{"first_name", "Ada"}, {"last_name", "Lovelace"},  {"line1", "12 St James's Square"},
                        {"city", "London"},    {"postal_code", "sw1y4le"}, {"country", "gb"}};
  const auto made = send("POST", "/warehouses", {{"name", "London"}, {"priority", 3}, {"address", address}},
                         {{"Idempotency-Key", "london-once"}});
  REQUIRE(made.status() == 201);
  CHECK(json_of(made)["address"]["postal_code"] == "SW1Y 4LE");
  CHECK(send("POST", "/warehouses", {{"name", "London"}, {"priority", 3}, {"address", address}},
             {{"Idempotency-Key", "london-once"}})
            .body() == made.body());
  auto wrong = address;
  wrong["postal_code"] = "nonsense";
  CHECK(pointers(send("POST", "/warehouses", {{"name", "x"}, {"priority", 3}, {"address", wrong}})) ==
        std::vector<std::string>{"/address/postal_code"});

  const auto path = "/warehouses/" + json_of(made)["id"].get<std::string>();
  CHECK(send("PATCH", path, {{"priority", 1}}).status() == 428);
  CHECK(send("PATCH", path, {{"priority", 1}}, {{"If-Match", "\"9\""}}).status() == 412);
  const auto changed = send("PATCH", path, {{"name", "Old London"}, {"is_open", false}}, {{"If-Match", "\"1\""}});
  CHECK(changed.header("ETag") == "\"2\"");
  CHECK(json_of(get(path))["name"] == "Old London");
  CHECK(json_of(get("/warehouses"))["data"].size() == 3);
  CHECK(get("/warehouses/" + WarehouseId::generate().str()).status() == 404);
  CHECK(count("warehouse_changed") == 2);
}

TEST_CASE_METHOD(House, "staff see who has what promised, and free or extend it") {
  const auto tea = variant(10);
  const auto one = Uuid::generate();
  const auto two = Uuid::generate();
  REQUIRE(tell(ReserveStock{one, {{tea, 2}}, 0}, ReserveStock{two, {{tea, 3}}, 0},
               ReserveStock{Uuid::generate(), {{tea, 99}}, 0}));
  CHECK(json_of(get("/reservations"))["data"].size() == 3);
  CHECK(json_of(get("/reservations?state=held&variant_id=" + tea.str()))["data"].size() == 2);
  const auto page = json_of(get("/reservations?limit=2"));
  const auto rest = json_of(get("/reservations?limit=2&cursor=" + page["page"]["next_cursor"].get<std::string>()));
  CHECK(rest["data"].size() == 1);
  const auto failed = json_of(get("/reservations?state=failed"))["data"][0];
  CHECK(failed["lacked"][0]["requested"] == 99);
  CHECK(failed["reason"] == "insufficient_stock");

  const auto path = "/reservations/" + ReservationId(one).str();
  CHECK(json_of(get(path))["lines"][0]["quantity"] == 2);
  CHECK(get("/reservations/" + ReservationId::generate().str()).status() == 404);
  const auto until = clock.now() + std::chrono::hours(9);
  CHECK(send("POST", path + "/extend", {{"until", kontor::to_string(until)}}).status() == 204);
  CHECK(json_of(get(path))["expires_at"] == kontor::to_string(until));
  CHECK(send("POST", path + "/release", {{"reason", "called"}}).status() == 204);
  CHECK(code_of(send("POST", path + "/release", {{"reason", "called"}})) == "reservation_ended");
  CHECK(published("stock_released", one).at(0)["reason"] == "called");
  CHECK(level(tea, first) == Level{10, 3});
  CHECK(json_of(get("/reservations?variant_id=" + tea.str()))["data"].size() == 1);
  CHECK(troubles() == "");
}

}  // namespace
}  // namespace kontor::inventory::test
