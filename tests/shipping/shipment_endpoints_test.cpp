#include <catch2/catch.hpp>

#include "shipping/shipping_house.hpp"

namespace kontor::shipping::test {
namespace {

using Types = std::vector<std::string>;

std::string path_of(const ShipmentId& id, const std::string& rest = "") {
  return "/shipments/" + id.str() + rest;
}

Types texts_of(const Json& events) {
  Types texts;
  for (const auto& event : events) texts.push_back(event["status"].get<std::string>());
  return texts;
}

Webhook news(ShippingHouse& house, const ShipmentId& shipment, const std::string& id, ShipmentStatus status) {
  return house->carriers().sandbox().signed_webhook({id, shipment, status, "", SystemClock().now()},
                                                    SystemClock().now());
}

TEST_CASE("staff bring a shipment from the shelf to the door") {
  ShippingHouse house;
  const auto id = house->make(house->order());
  const auto packed = house->post(path_of(id, "/pack"), Json::object());
  REQUIRE(packed.status == 200);
  CHECK(packed.body["tracking_code"].is_null());
  const auto sent = house->post(path_of(id, "/dispatch"), {{"carrier_code", "00340434161094022115"}});
  REQUIRE(sent.status == 200);
  const std::string code = sent.body["tracking_code"];
  CHECK(house->post(path_of(id, "/tracking-events"), {{"text", "In Leipzig"}, {"status", "in_transit"}}).status == 201);
  CHECK(house->post(path_of(id, "/tracking-events"), {{"text", "Still in Leipzig"}}).status == 201);
  REQUIRE(house->post(path_of(id, "/deliver"), {{"text", "Left with a neighbour"}}).status == 200);
  CHECK(house.types_about(id) == Types{"shipment_created", "tracking_updated", "shipment_dispatched",
                                       "tracking_updated", "tracking_updated", "tracking_updated", "tracking_updated",
                                       "shipment_delivered"});
  const auto dispatched = house.published("shipment_dispatched", id).at(0);
  CHECK(dispatched["tracking_code"] == code);
  CHECK(dispatched["items"].size() == 2);

  const auto seen = house->get("/tracking/" + code, "");
  REQUIRE(seen.status == 200);
  CHECK(seen.body["status"] == "delivered");
  CHECK(seen.body["carrier_code"] == "00340434161094022115");
  CHECK(texts_of(seen.body["events"]) == Types{"packed", "dispatched", "in_transit", "in_transit", "delivered"});
  for (const auto* personal : {"Lovelace", "Linden", "10117", "ada@"}) {
    CHECK(seen.body.dump().find(personal) == std::string::npos);
  }
  CHECK(house->get("/tracking/nothing", "").status == 404);
  CHECK(house->post(path_of(id, "/pack"), Json::object()).code() == "wrong_status");
  CHECK(house->post(path_of(id, "/return"), Json::object()).status == 200);
  CHECK(house.published("tracking_updated", id).back()["status"] == "returned");

  // Lost, or taken by no carrier.
  const auto lost = house->make(house->order());
  REQUIRE(house->post(path_of(lost, "/dispatch"), Json::object()).status == 200);
  REQUIRE(house->post(path_of(lost, "/fail"), {{"text", "Burnt"}}).status == 200);
  CHECK(house.published("shipment_failed", lost).at(0)["code"] == "lost");
  CHECK(house.published("shipment_failed", lost).at(0)["text"] == "Burnt");
  const auto refused = house->make(house->order());
  REQUIRE(house->post(path_of(refused, "/fail"), Json::object()).status == 200);
  CHECK(house.published("shipment_failed", refused).at(0)["code"] == "carrier_refused");
}

TEST_CASE("a carrier's news move a shipment on, once and never back") {
  ShippingHouse house;
  const auto id = house->make(house->order());
  const auto far = news(house, id, "n-1", ShipmentStatus::in_transit);
  REQUIRE(house->webhook("sandbox", far).status == 204);
  CHECK(house.types_about(id) == Types{"shipment_created", "shipment_dispatched", "tracking_updated"});
  REQUIRE(house->webhook("sandbox", far).status == 204);
  CHECK(house.types_about(id).size() == 3);

  REQUIRE(house->webhook("sandbox", news(house, id, "n-2", ShipmentStatus::delivered)).status == 204);
  REQUIRE(house->webhook("sandbox", news(house, id, "n-0", ShipmentStatus::dispatched)).status == 204);
  CHECK(house.status_of(id) == "delivered");
  CHECK(house.types_about(id).size() == 5);
  CHECK(house->get(path_of(id)).body["events"].size() == 3);

  SECTION("only signed, fresh, and of its own parcels") {
    auto forged = news(house, id, "n-3", ShipmentStatus::returned);
    forged.body.replace(forged.body.find("returned"), 8, "failed  ");
    CHECK(house->webhook("sandbox", forged).code() == "signature_invalid");
    CHECK(house->webhook("sandbox", {"", "{}"}).code() == "signature_invalid");
    const auto old = house->carriers().sandbox().signed_webhook({"n-4", id, ShipmentStatus::returned, "", {}},
                                                                SystemClock().now() - std::chrono::seconds(301));
    CHECK(house->webhook("sandbox", old).code() == "signature_expired");
    CHECK(house->webhook("manual", far).status == 404);
    CHECK(house->webhook("pigeons", far).status == 404);
    CHECK(house->webhook("sandbox", news(house, ShipmentId::generate(), "n-5", ShipmentStatus::returned)).status ==
          404);
    CHECK(house->webhook("sandbox", news(house, id, "n-6", ShipmentStatus::cancelled)).problems() ==
          Types{"/status not_allowed"});
    house.run_sql("update shipping.shipment set carrier = 'manual'");
    CHECK(house->webhook("sandbox", news(house, id, "n-7", ShipmentStatus::returned)).status == 404);
    CHECK(house.status_of(id) == "delivered");
  }
}

TEST_CASE("the sandbox carrier moves a shipment when asked, and everything by itself") {
  ShippingHouse house;
  const auto id = house->make(house->order());
  Types statuses;
  for (int i = 0; i < 3; ++i) {
    const auto moved = house->post(path_of(id, "/sandbox/advance"));
    REQUIRE(moved.status == 200);
    statuses.push_back(moved.body["status"]);
  }
  CHECK(statuses == Types{"dispatched", "in_transit", "delivered"});
  CHECK(house->post(path_of(id, "/sandbox/advance")).code() == "wrong_status");

  const auto second = house->make(house->order());
  const auto manual = house->make(house->order());
  house.run_sql("update shipping.shipment set carrier = 'manual' where id = '" + manual.uuid().str() + "'");
  CHECK(house->post(path_of(manual, "/sandbox/advance")).code() == "not_sandbox");
  const auto jobs = house->module().jobs();
  REQUIRE(jobs.size() == 2);
  CHECK(jobs[0].when.text() == "every 30 s");
  for (int i = 0; i < 4; ++i) {
    CHECK(jobs[0].run(jobs::JobRun(jobs[0].name, {}, 1, Deadline::after(std::chrono::seconds(60)))));
  }
  CHECK(house.status_of(second) == "delivered");
  CHECK(house.status_of(manual) == "created");
  CHECK(ShippingInstance(house.database.settings(), ShippingSettings{}).module().jobs().size() == 1);
}

TEST_CASE("a packing slip is for staff, and escapes what it prints") {
  ShippingHouse house;
  auto order = house->order();
  order.items[0].name = "<script>alert('x')</script> & \"co\"";
  const auto id = house->make(order);
  const auto slip = house->get(path_of(id, "/packing-slip"));
  REQUIRE(slip.status == 200);
  const std::string page = slip.body;
  CHECK(page.find("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;co&quot;") != std::string::npos);
  CHECK(page.find("<script") == std::string::npos);
  CHECK(page.find("Unter den Linden 1") != std::string::npos);
  CHECK(page.find("4800 g") != std::string::npos);
  CHECK(house->get(path_of(id, "/packing-slip"), "").status == 401);
  CHECK(house->get(path_of(id, "/packing-slip"), "bob:").status == 403);
  house->erase("ada@example.com");
  const std::string later = house->get(path_of(id, "/packing-slip")).body;
  CHECK(later.find("Linden") == std::string::npos);
  CHECK(later.find("The address was erased.") != std::string::npos);
}

TEST_CASE("shipments are listed by what staff look for, and anybody can have an address checked") {
  ShippingHouse house;
  const auto first = house->order();
  house->make(first);
  auto second = house->order();
  second.number = "10043";
  house->make(second);
  REQUIRE(house->post(path_of(second.shipment_id, "/pack"), Json::object()).status == 200);
  const auto ids = [&](const std::string& query) {
    Types found;
    const auto answer = house->get("/shipments" + query);
    for (const auto& one : answer.body["data"]) found.push_back(one["id"]);
    return found;
  };
  const Types both{second.shipment_id.str(), first.shipment_id.str()};
  CHECK(ids("") == both);
  CHECK(ids("?carrier=sandbox") == both);
  CHECK(ids("?carrier=manual").empty());
  CHECK(ids("?status=packed") == Types{both[0]});
  CHECK(ids("?number=10042") == Types{both[1]});
  const auto page = house->get("/shipments?limit=1").body["page"];
  CHECK(page["has_more"] == true);
  CHECK(ids("?limit=1&cursor=" + page["next_cursor"].get<std::string>()) == Types{both[1]});
  CHECK(house->get("/shipments?cursor=nonsense").problems() == Types{"/cursor format"});
  CHECK(house->get(path_of(ShipmentId::generate())).status == 404);

  const Json address = {{"first_name", " Ada "}, {"last_name", "Lovelace"},  {"line1", "12 St James's Square"},
                        {"city", "London"},      {"postal_code", "sw1y4le"}, {"country", "gb"}};
  const auto good = house->post("/addresses/validate", address, "");
  REQUIRE(good.status == 200);
  CHECK(good.body["valid"] == true);
  CHECK(good.body["errors"].empty());
  CHECK(good.body["address"]["postal_code"] == "SW1Y 4LE");
  CHECK(good.body["address"]["first_name"] == "Ada");

  const auto bad = house->post("/addresses/validate", {{"country", "DE"}, {"postal_code", "123"}}, "");
  REQUIRE(bad.status == 200);
  CHECK(bad.body["valid"] == false);
  Types problems;
  for (const auto& error : bad.body["errors"]) {
    problems.push_back(error["pointer"].get<std::string>() + " " + error["code"].get<std::string>());
  }
  std::ranges::sort(problems);
  CHECK(problems == Types{"/city required", "/first_name required", "/last_name required", "/line1 required",
                          "/postal_code format"});
}

}  // namespace
}  // namespace kontor::shipping::test
