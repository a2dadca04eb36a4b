#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <map>
#include <thread>

#include "shipping/shipping_house.hpp"
#include "support/eventually.hpp"

namespace kontor::shipping::test {
namespace {

int rounds(int in_short) {
  return std::getenv("KONTOR_TEST_FULL") != nullptr ? in_short * 10 : in_short;
}

// Both at the same instant, as far as the machine can.
template <class One, class Other>
void at_once(One one, Other other) {
  std::atomic<int> waiting{2};
  const auto meet = [&] {
    for (--waiting; waiting > 0;) std::this_thread::yield();
  };
  std::thread thread([&] { meet(), one(); });
  meet();
  other();
  thread.join();
}

// Of each shipment in its history: where it is, and how often it was said to be sent, cancelled, not cancelled.
std::map<std::string, std::string> outcomes(const ShippingHouse& house) {
  const auto rows = Json::parse(house.run_sql(R"(
    select json_object_agg(id, outcome) from (
      select 'shipment_' || shipment.id as id,
             format('%s %s %s %s', shipment.status, count(*) filter (where type = 'shipping.shipment_dispatched'),
                    count(*) filter (where type = 'shipping.shipment_cancelled'),
                    count(*) filter (where type = 'shipping.shipment_cancel_refused')) as outcome
      from shipping.shipment
      join bus.event on event.payload->>'reference' = shipment.reference::text
      group by shipment.id, shipment.status) as each)"));
  return rows.get<std::map<std::string, std::string>>();
}

TEST_CASE("of a cancellation and a dispatch at the same instant one happens") {
  ShippingHouse house;
  std::map<std::string, int> answers;
  for (int i = 0; i < rounds(60); ++i) {
    const auto order = house->order();
    const auto id = house->make(order);
    bool obeyed = false;
    at_once(
        [&] {
          answers["shipment_" + id.uuid().str()] =
              house->post("/shipments/" + id.str() + "/dispatch", Json::object()).status;
        },
        [&] {
          obeyed = house->obey({event_of(CancelShipment{id, order.reference, "by_customer"})}).ok();
        });
    REQUIRE(obeyed);
  }
  const auto found = outcomes(house);
  REQUIRE(found.size() == answers.size());
  for (const auto& [id, status] : answers) {
    INFO(id << " answered " << status);
    CHECK(found.at(id) == (status == 200 ? "dispatched 1 0 1" : "cancelled 0 1 0"));
    CHECK((status == 200 || status == 409));
  }
}

TEST_CASE("a cancellation and a split at the same instant leave no part behind") {
  ShippingHouse house;
  for (int i = 0; i < rounds(20); ++i) {
    const auto order = house->order();
    const auto id = house->make(order);
    const Json share = {{"items", {{{"line_id", order.items[0].line_id.str()}, {"quantity", 1}}}}};
    at_once([&] { house->post("/shipments/" + id.str() + "/split", share); },
            [&] {
              CHECK(house->obey({event_of(CancelShipment{id, order.reference, ""})}));
            });
  }
  CHECK(house.run_sql("select count(*) from shipping.shipment where status <> 'cancelled'") == "0");
}

TEST_CASE("the same news at the same instant from many connections are one step") {
  ShippingHouse house;
  const auto id = house->make(house->order());
  const auto now = SystemClock().now();
  const auto webhook =
      house->carriers().sandbox().signed_webhook({"n-1", id, ShipmentStatus::delivered, "Here", now}, now);
  std::vector<std::thread> senders;
  std::atomic<int> good{0};
  for (int i = 0; i < 20; ++i) {
    senders.emplace_back([&] { good += house->webhook("sandbox", webhook).status == 204 ? 1 : 0; });
  }
  for (auto& sender : senders) sender.join();
  CHECK(good == 20);
  CHECK(house.published("shipment_dispatched", id).size() == 1);
  CHECK(house.published("shipment_delivered", id).size() == 1);
}

TEST_CASE("two programs obey many commands, each once, in any order between shipments") {
  ShippingHouse house;
  ShippingInstance other(house.database.settings());
  house->start();
  other.start();
  std::vector<CreateShipment> orders;
  for (int i = 0; i < rounds(60); ++i) {
    orders.push_back(house->order());
    auto& sender = i % 2 == 0 ? house.instance : other;
    const CancelShipment cancel{orders.back().shipment_id, orders.back().reference, "by_customer"};
    if (i % 3 == 1) sender.command(cancel);
    sender.command(orders.back());
    sender.command(orders.back());
    if (i % 3 == 2) sender.command(cancel);
  }
  const auto answers =
      "select count(*) from bus.event where type in ('shipping.shipment_created', "
      "'shipping.shipment_failed')";
  const auto expected = std::to_string(orders.size() * 2);
  REQUIRE(kontor::test::eventually([&] { return house.run_sql(answers) == expected; }));
  const auto third = std::to_string(orders.size() / 3);
  CHECK(kontor::test::eventually(
      [&] { return house.run_sql("select count(*) from shipping.shipment where status = 'cancelled'") == third; }));
  CHECK(house.run_sql("select count(*) from shipping.shipment where status = 'created'") == third);
  CHECK(house.run_sql("select count(*) from shipping.refused_shipment") == third);
}

}  // namespace
}  // namespace kontor::shipping::test
