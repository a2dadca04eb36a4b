#include <catch2/catch.hpp>

#include "shipping/shipping_house.hpp"
#include "support/eventually.hpp"

namespace kontor::shipping::test {
namespace {

using Types = std::vector<std::string>;

CancelShipment cancel(const CreateShipment& command) {
  return {command.shipment_id, command.reference, "by_customer"};
}

TEST_CASE("a shipment that is ordered is made, once, however often and in whatever company it is ordered") {
  ShippingHouse house;
  const auto one = house->order();
  const auto two = house->order();
  REQUIRE(house->obey({event_of(one), event_of(two), event_of(one)}));
  REQUIRE(house->obey({event_of(one)}));
  CHECK(house.run_sql("select count(*) from shipping.shipment") == "2");
  const auto answers = house.published("shipment_created", one.shipment_id);
  REQUIRE(answers.size() == 3);
  for (const auto& answer : answers) {
    CHECK(answer["reference"] == one.reference.str());
    CHECK(answer["carrier"] == "sandbox");
    CHECK(answer["split_from"].is_null());
  }

  SECTION("where it goes is nowhere in the clear") {
    CHECK(house.run_sql("select count(*) from shipping.shipment where address like '%Lovelace%'") == "0");
    const auto shown = house->get("/shipments/" + one.shipment_id.str());
    REQUIRE(shown.status == 200);
    CHECK(shown.body["address"]["last_name"] == "Lovelace");
    house->erase("ada@example.com");
    CHECK(house->get("/shipments/" + one.shipment_id.str()).body["address"].is_null());
  }
  SECTION("a method that was taken away is kept for who chose it") {
    house.run_sql("update shipping.method set removed_at = now(), active = false");
    CreateShipment late = one;
    late.shipment_id = ShipmentId::generate();
    REQUIRE(house->obey({event_of(late)}));
    CHECK(house.types_about(late.shipment_id) == Types{"shipment_created"});
  }
}

TEST_CASE("what cannot be sent fails with its reason, and again with the same") {
  ShippingHouse house;
  auto no_method = house->order();
  no_method.method_id = ShippingMethodId::generate();
  auto nowhere = house->order();
  nowhere.address = house->sealed("bob@example.com", R"({"first_name":"","last_name":"B","line1":"C","city":"D",)"
                                                     R"("postal_code":"x","country":"DE"})");
  auto erased = house->order("gone@example.com");
  house->erase("gone@example.com");
  auto no_carrier = house->order();
  no_carrier.method_id = house->method("Express");
  house.run_sql("update shipping.method set carrier = 'pigeons' where id = '" + no_carrier.method_id.uuid().str() +
                "'");

  const std::vector<std::pair<CreateShipment, std::string>> rows{{no_method, "unknown_method"},
                                                                 {nowhere, "address_refused"},
                                                                 {erased, "address_refused"},
                                                                 {no_carrier, "carrier_refused"}};
  std::vector<events::Event> batch;
  for (const auto& [command, code] : rows) batch.push_back(event_of(command));
  REQUIRE(house->obey(batch));
  house.run_sql("update shipping.method set carrier = 'sandbox'");
  REQUIRE(house->obey(batch));
  for (const auto& [command, code] : rows) {
    const auto answers = house.published("shipment_failed", command.shipment_id);
    REQUIRE(answers.size() == 2);
    CHECK(answers[0]["code"] == code);
    CHECK(answers[1] == answers[0]);
  }
  CHECK(house.run_sql("select count(*) from shipping.shipment") == "0");
}

TEST_CASE("a cancellation is obeyed in whatever order it comes") {
  ShippingHouse house;
  const auto order = house->order();
  const auto& id = order.shipment_id;

  SECTION("before the order: the order fails then") {
    REQUIRE(house->obey({event_of(cancel(order)), event_of(cancel(order))}));
    REQUIRE(house->obey({event_of(order), event_of(order)}));
    CHECK(house.types_about(id) ==
          Types{"shipment_cancelled", "shipment_cancelled", "shipment_failed", "shipment_failed"});
    CHECK(house.published("shipment_failed", id)[0]["code"] == "cancelled");
    CHECK(house.status_of(id).empty());
    const auto forget = [&] {
      const auto job = house->module().jobs().back();
      CHECK(job.run(jobs::JobRun(job.name, {}, 1, Deadline::after(std::chrono::seconds(60)))));
      return house.run_sql("select count(*) from shipping.refused_shipment");
    };
    CHECK(forget() == "1");
    house.run_sql("update kernel.clock set ahead = ahead + interval '91 days'");
    CHECK(forget() == "0");
  }
  SECTION("in the same breath") {
    REQUIRE(house->obey({event_of(order), event_of(cancel(order)), event_of(order)}));
    CHECK(house.types_about(id) == Types{"shipment_created", "shipment_cancelled", "shipment_created"});
    CHECK(house.status_of(id) == "cancelled");
  }
  SECTION("behind it, twice") {
    house->make(order);
    REQUIRE(house->obey({event_of(cancel(order))}));
    REQUIRE(house->obey({event_of(cancel(order))}));
    CHECK(house.types_about(id) == Types{"shipment_created", "shipment_cancelled", "shipment_cancelled"});
    CHECK(house->post("/shipments/" + id.str() + "/dispatch", Json::object()).code() == "wrong_status");
  }
  SECTION("not when it has left the house") {
    house->make(order);
    REQUIRE(house->post("/shipments/" + id.str() + "/dispatch", Json::object()).status == 200);
    REQUIRE(house->obey({event_of(cancel(order))}));
    CHECK(house.published("shipment_cancel_refused", id).at(0)["status"] == "dispatched");
    CHECK(house.status_of(id) == "dispatched");
  }
}

TEST_CASE("of a shipment that was split all parts are cancelled, or none") {
  ShippingHouse house;
  const auto order = house->order();
  house->make(order);
  const Json share = {{"items", {{{"line_id", order.items[1].line_id.str()}, {"quantity", 2}}}}};
  const auto part = house->post("/shipments/" + order.shipment_id.str() + "/split", share);
  REQUIRE(part.status == 201);
  const auto part_id = *ShipmentId::parse(part.body["id"].get<std::string>());
  CHECK(part.body["split_from"] == order.shipment_id.str());
  CHECK(part.body["items"][0]["quantity"] == 2);
  CHECK(house->get("/shipments/" + order.shipment_id.str()).body["shipment"]["items"][1]["quantity"] == 4);
  CHECK(house.published("shipment_created", part_id).at(0)["split_from"] == order.shipment_id.str());
  CHECK(house->get("/shipments?reference=" + order.reference.str()).body["data"].size() == 2);

  SECTION("while both are in the house") {
    REQUIRE(house->obey({event_of(cancel(order))}));
    CHECK(house.status_of(order.shipment_id) == "cancelled");
    CHECK(house.status_of(part_id) == "cancelled");
    CHECK(house.types_about(part_id).back() == "shipment_cancelled");
  }
  SECTION("when a part has left, nothing is") {
    REQUIRE(house->post("/shipments/" + part_id.str() + "/dispatch", Json::object()).status == 200);
    REQUIRE(house->obey({event_of(cancel(order))}));
    CHECK(house.status_of(order.shipment_id) == "created");
    CHECK(house.types_about(order.shipment_id).back() == "shipment_cancel_refused");
  }
}

TEST_CASE("commands come through the log, and their answers go into it") {
  ShippingHouse house;
  house->start();
  const auto order = house->order();
  house->command(order);
  CHECK(kontor::test::eventually([&] { return house.types_about(order.shipment_id) == Types{"shipment_created"}; }));
  house->command(cancel(order));
  CHECK(kontor::test::eventually([&] { return house.status_of(order.shipment_id) == "cancelled"; }));
}

TEST_CASE("a quote costs no query, and knows of a change on every instance") {
  ShippingHouse house;
  ShippingInstance other(house.database.settings());
  house->start();
  other.start();
  const Parcel parcel{"DE", {}, "10117", Money(2'000, *Currency::parse("EUR")), 800};
  const auto names = [&](ShippingInstance& instance) {
    Types found;
    const auto quotes = instance.module().shipping().quotes(parcel);
    REQUIRE(quotes);
    for (const auto& quote : *quotes) found.push_back(quote.name);
    return found;
  };
  CHECK(names(house.instance) == Types{"Standard", "Express"});
  CHECK(names(other) == Types{"Standard", "Express"});

  const auto id = house->method("Express");
  REQUIRE(house->send("DELETE", "/methods/" + id.str()).status == 204);
  CHECK(names(house.instance) == Types{"Standard"});
  CHECK(kontor::test::eventually([&] { return names(other) == Types{"Standard"}; }));
  CHECK(other.module().shipping().quote(id, parcel).error().kind == ErrorKind::not_found);
  const auto again = other.module().shipping().quote(other.method("Standard"), parcel);
  REQUIRE(again);
  CHECK(again->price == Money(490, *Currency::parse("EUR")));
  CHECK(again->tax_class == "standard");
}

}  // namespace
}  // namespace kontor::shipping::test
