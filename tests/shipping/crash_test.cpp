#include <catch2/catch.hpp>

#include "modules/shipping/failpoints.hpp"
#include "shipping/shipping_house.hpp"
#include "support/child_process.hpp"
#include "support/eventually.hpp"

// A process that is killed at each crash point, and another that goes on.
namespace kontor::shipping::test {
namespace {

using Types = std::vector<std::string>;

kontor::test::ChildProcess worker(const ShippingHouse& house, const Failpoint& point, Types words = {}) {
  Types all{house.database.settings().url, house.database.settings().role_prefix, std::string(point.name) + "=exit"};
  all.insert(all.end(), words.begin(), words.end());
  return kontor::test::ChildProcess(KONTOR_TEST_WORKER, std::move(all));
}

TEST_CASE("killed while a shipment is made: it is made once, by who goes on") {
  ShippingHouse house;
  const auto order = house->order();
  house->command(order);
  REQUIRE(worker(house, kShipmentsMade).was_killed());
  CHECK(house.status_of(order.shipment_id).empty());
  house->start();
  REQUIRE(kontor::test::eventually([&] { return house.status_of(order.shipment_id) == "created"; }));
  CHECK(house.types_about(order.shipment_id) == Types{"shipment_created"});
}

TEST_CASE("killed while a shipment is cancelled: it is cancelled once, by who goes on") {
  ShippingHouse house;
  const auto order = house->order();
  house->make(order);
  house->command(CancelShipment{order.shipment_id, order.reference, "by_customer"});
  REQUIRE(worker(house, kShipmentsCancelled).was_killed());
  CHECK(house.status_of(order.shipment_id) == "created");
  house->start();
  REQUIRE(kontor::test::eventually([&] { return house.status_of(order.shipment_id) == "cancelled"; }));
  CHECK(house.types_about(order.shipment_id) == Types{"shipment_created", "shipment_cancelled"});
}

TEST_CASE("killed while a shipment moves: it has not moved, and nobody was told") {
  ShippingHouse house;
  const auto id = house->make(house->order());
  REQUIRE(worker(house, kShipmentMoved, {"dispatch", id.str()}).was_killed());
  CHECK(house.status_of(id) == "created");
  CHECK(house.types_about(id) == Types{"shipment_created"});
  CHECK(kontor::test::eventually(
      [&] { return house->post("/shipments/" + id.str() + "/dispatch", Json::object()).status == 200; }));
  CHECK(house.types_about(id) == Types{"shipment_created", "shipment_dispatched", "tracking_updated"});
}

TEST_CASE("killed between a carrier's news and the step: the same news again are not taken for old") {
  ShippingHouse house;
  const auto id = house->make(house->order());
  REQUIRE(worker(house, kNewsRecorded, {"webhook", id.str()}).was_killed());
  CHECK(house.status_of(id) == "created");
  CHECK(kontor::test::eventually(
      [&] { return house->post("/shipments/" + id.str() + "/sandbox/advance").status == 200; }));
  CHECK(house.types_about(id) == Types{"shipment_created", "shipment_dispatched", "tracking_updated"});
}

}  // namespace
}  // namespace kontor::shipping::test
