#include <catch2/catch.hpp>

#include "shipping/shipping_house.hpp"

// Every call that changes something is sent twice: with one Idempotency-Key it happens once and is answered twice the
// same; without one the second finds what the first has done.
namespace kontor::shipping::test {
namespace {

using Types = std::vector<std::string>;

struct Twice {
  Answer first;
  Answer second;
};

Twice twice(ShippingHouse& house, const std::string& path, const Json& body) {
  static int number = 0;
  const std::vector<std::pair<std::string, std::string>> key{{"Idempotency-Key", "k-" + std::to_string(++number)}};
  return {house->send("POST", path, body, ShippingInstance::kStaff, key),
          house->send("POST", path, body, ShippingInstance::kStaff, key)};
}

void check_same(const Twice& answers, int status) {
  INFO(answers.first.body.dump());
  CHECK(answers.first.status == status);
  CHECK_FALSE(answers.first.replayed);
  CHECK(answers.second.status == status);
  CHECK(answers.second.replayed);
  CHECK(answers.second.body == answers.first.body);
}

Json zone_body(const std::string& name) {
  return {{"name", name}, {"territories", {{{"country", "no"}}, {{"country", "CH"}, {"postal_prefix", "6"}}}}};
}

Json method_body(const std::string& zone) {
  return {{"zone_id", zone},
          {"name", "By boat"},
          {"carrier", "manual"},
          {"kind", "by_weight"},
          {"prices", {{{"currency", "EUR"}, {"steps", {{{"from", 0}, {"price", 990}}}}, {"free_from", 20000}}}},
          {"min_days", 4},
          {"max_days", 9}};
}

TEST_CASE("every step of staff is taken once, however often it is sent") {
  ShippingHouse house;
  const auto order = house->order();
  const auto id = house->make(order);
  const auto path = "/shipments/" + id.str();
  const Json share = {{"items", {{{"line_id", order.items[0].line_id.str()}, {"quantity", 1}}}}};
  check_same(twice(house, path + "/split", share), 201);
  CHECK(house.run_sql("select count(*) from shipping.shipment") == "2");
  check_same(twice(house, path + "/pack", Json::object()), 200);
  check_same(twice(house, path + "/dispatch", Json::object()), 200);
  check_same(twice(house, path + "/tracking-events", {{"text", "On a ship"}}), 201);
  check_same(twice(house, path + "/sandbox/advance", nullptr), 200);
  check_same(twice(house, path + "/fail", Json::object()), 200);
  check_same(twice(house, path + "/return", Json::object()), 200);
  const auto other = "/shipments/" + house->make(house->order()).str();
  REQUIRE(house->post(other + "/dispatch", Json::object()).status == 200);
  check_same(twice(house, other + "/deliver", Json::object()), 200);
  CHECK(house.types_about(id) == Types{"shipment_created", "tracking_updated", "shipment_dispatched",
                                       "tracking_updated", "tracking_updated", "tracking_updated", "tracking_updated",
                                       "shipment_failed", "tracking_updated"});
  for (const auto* step : {"/pack", "/dispatch", "/deliver", "/fail", "/return"}) {
    CHECK(house->post(path + step, Json::object()).code() == "wrong_status");
  }
  CHECK(house.run_sql("select count(*) from bus.event where type = 'audit.entry_recorded' and payload->>'action' = "
                      "'shipping.shipment_moved'") == "6");
}

TEST_CASE("zones and methods are made once, replaced as they were seen, and accounted for") {
  ShippingHouse house;
  const auto zones = twice(house, "/zones", zone_body("North"));
  check_same(zones, 201);
  const std::string zone = zones.first.body["id"];
  CHECK(zones.first.body["territories"][0]["country"] == "NO");
  const auto methods = twice(house, "/methods", method_body(zone));
  check_same(methods, 201);
  const std::string method = methods.first.body["id"];
  CHECK(house->get("/methods?zone_id=" + zone).body["data"].size() == 1);

  const auto replace = [&](const std::string& path, const Json& body, const std::string& tag) {
    std::vector<std::pair<std::string, std::string>> headers;
    if (!tag.empty()) headers.emplace_back("If-Match", tag);
    return house->send("PUT", path, body, ShippingInstance::kStaff, headers);
  };
  for (const auto& [path, body] :
       {std::pair("/zones/" + zone, zone_body("Far north")), std::pair("/methods/" + method, method_body(zone))}) {
    INFO(path);
    const auto seen = house->get(path);
    REQUIRE(seen.status == 200);
    CHECK(replace(path, body, "").status == 428);
    const auto done = replace(path, body, seen.etag);
    CHECK(done.status == 200);
    CHECK(done.body["version"] == 2);
    CHECK(replace(path, body, seen.etag).status == 412);
  }
  CHECK(house->send("DELETE", "/zones/" + zone).code() == "zone_in_use");
  CHECK(house->send("DELETE", "/methods/" + method).status == 204);
  CHECK(house->send("DELETE", "/methods/" + method).status == 404);
  CHECK(house->send("DELETE", "/zones/" + zone).code() == "zone_in_use");
  const auto empty = house->post("/zones", zone_body("Empty")).body["id"].get<std::string>();
  CHECK(house->send("DELETE", "/zones/" + empty).status == 204);
  CHECK(house->send("DELETE", "/zones/" + empty).status == 404);

  const auto actions = Json::parse(house.run_sql(
      "select json_agg(payload->>'action' order by position) from bus.event where type = 'audit.entry_recorded'"));
  CHECK(actions ==
        Json({"shipping.zone_created", "shipping.method_created", "shipping.zone_changed", "shipping.method_changed",
              "shipping.method_removed", "shipping.zone_created", "shipping.zone_removed"}));
}

TEST_CASE("a zone and a method say everything that is wrong with them") {
  ShippingHouse house;
  CHECK(house->post("/zones", {{"name", "Nowhere"}}).problems() == Types{"/territories required"});
  CHECK(house->post("/zones", {{"name", "World"}, {"rest_of_world", true}}).code() == "rest_of_world_exists");
  CHECK(house
            ->post("/zones",
                   {{"name", "N"}, {"territories", {{{"country", "XX"}}, {{"country", "US"}, {"region", "Bavaria"}}}}})
            .problems() == Types{"/territories/0/country unknown_country", "/territories/1/region unknown_region"});
  auto body = method_body("shipzone_01hxnjwz0tfmz9y05v3mp3mkjz");
  body["carrier"] = "pigeons";
  body["prices"][0]["steps"] = {{{"from", 5}, {"price", 1}}};
  CHECK(house->post("/methods", body).problems() ==
        Types{"/prices/0/steps/0/from range", "/carrier unknown", "/zone_id unknown"});
  CHECK(house->post("/methods", body, "bob:shipping.read").status == 403);
}

TEST_CASE("a shipment that was seen otherwise stays as it is") {
  ShippingHouse house;
  const auto path = "/shipments/" + house->make(house->order()).str();
  const auto seen = house->get(path);
  const std::vector<std::pair<std::string, std::string>> if_match{{"If-Match", seen.etag}};
  CHECK(house->send("POST", path + "/pack", Json::object(), ShippingInstance::kStaff, if_match).status == 200);
  CHECK(house->send("POST", path + "/dispatch", Json::object(), ShippingInstance::kStaff, if_match).status == 412);
}

TEST_CASE("demo rates are filled in once") {
  ShippingHouse house;
  const auto again = house->module().seed();
  REQUIRE(again);
  CHECK_FALSE(*again);
  CHECK(house.run_sql("select count(*) from shipping.zone") == "4");
}

}  // namespace
}  // namespace kontor::shipping::test
