#include <catch2/catch.hpp>

#include "inventory/inventory_house.hpp"
#include "support/eventually.hpp"

namespace kontor::inventory::test {
namespace {

using Level = House::Level;

TEST_CASE_METHOD(House, "an order's life: reserved, extended, shipped in two parcels, returned") {
  const auto tea = variant(5, 5);
  const auto reference = Uuid::generate();
  REQUIRE(tell(ReserveStock{reference, {{tea, 4}, {tea, 3}}, 60}));
  const auto reserved = published("stock_reserved", reference);
  REQUIRE(reserved.size() == 1);
  CHECK(reserved[0]["reservation_id"] == ReservationId(reference).str());
  REQUIRE(reserved[0]["allocations"].size() == 2);
  CHECK(reserved[0]["allocations"][0]["warehouse_id"] == first.str());
  CHECK(reserved[0]["allocations"][0]["quantity"] == 5);
  CHECK(level(tea, first) == Level{5, 5});
  CHECK(level(tea, second) == Level{5, 2});

  const auto until = clock.now() + std::chrono::hours(1);
  REQUIRE(tell(ExtendReservation{reference, until}));
  CHECK(published("reservation_extended", reference)[0]["expires_at"] == kontor::to_string(until));

  const auto parcel = Uuid::generate();
  REQUIRE(tell(CommitStock{reference, parcel, {{tea, 6}}}));
  REQUIRE(tell(CommitStock{reference, Uuid::generate(), {}}));
  CHECK(level(tea, first) == Level{0, 0});
  CHECK(level(tea, second) == Level{3, 0});
  REQUIRE(tell(RestockReturn{reference, Uuid::generate(), {{tea, 2}}}));
  CHECK(level(tea, first) == Level{2, 0});
  CHECK(count("stock_committed") == 2);
  CHECK(count("stock_restocked") == 1);
  CHECK(run_sql("select state from inventory.reservation") == "committed");
  CHECK(troubles() == "");

  const auto changes = published("stock_level_changed");
  REQUIRE(changes.size() == 6);
  CHECK(changes.back()["reason"] == "restocked");
  CHECK(changes.back()["available"] == 5);
  for (std::size_t i = 0; i < changes.size(); ++i) CHECK(changes[i]["version"] == i + 1);
}

TEST_CASE_METHOD(House, "each command that comes again is answered again and changes nothing") {
  const auto tea = variant(10);
  const auto reference = Uuid::generate();
  const ReserveStock reserve{reference, {{tea, 3}}, 0};
  const CommitStock commit{reference, Uuid::generate(), {{tea, 1}}};
  const ReleaseStock release{reference, "cancelled"};
  const RestockReturn restock{reference, Uuid::generate(), {{tea, 1}}};
  REQUIRE(tell(reserve, reserve, commit, commit, release, release, restock, restock));
  REQUIRE(tell(commit, release, restock));
  for (const auto* type : {"stock_committed", "stock_released", "stock_restocked"}) {
    const auto answers = published(type, reference);
    REQUIRE(answers.size() == 3);
    CHECK(answers[0] == answers[1]);
    CHECK(answers[1] == answers[2]);
  }
  CHECK(level(tea, first) == Level{10, 0});
  REQUIRE(tell(reserve));
  CHECK(published("reservation_failed", reference).at(0)["reason"] == "ended");
  CHECK(troubles() == "");
}

TEST_CASE_METHOD(House, "of a batch of orders each gets all or nothing, in the order of the log") {
  const auto tea = variant(5);
  const auto rum = variant(0, 2);
  std::vector<Uuid> orders;
  std::vector<events::Event> batch;
  for (const auto& lines : std::vector<std::vector<StockLine>>{
           {{tea, 3}, {rum, 1}}, {{tea, 3}}, {{rum, 1}, {tea, 2}}, {{tea, 1}}, {{VariantId::generate(), 1}}}) {
    orders.push_back(Uuid::generate());
    batch.push_back(event_of(ReserveStock{orders.back(), lines, 0}));
  }
  REQUIRE(obey(batch));
  CHECK(last_answer(orders[0]) == "stock_reserved");
  CHECK(published("reservation_failed", orders[1]).at(0)["lines"] ==
        Json({{{"variant_id", tea.str()}, {"requested", 3}, {"available", 2}}}));
  CHECK(last_answer(orders[2]) == "stock_reserved");
  CHECK(last_answer(orders[3]) == "reservation_failed");
  CHECK(last_answer(orders[4]) == "reservation_failed");
  CHECK(level(tea, first) == Level{5, 5});
  CHECK(troubles() == "");
  // Failed: remembered with what lacked.
  REQUIRE(obey({batch[1]}));
  CHECK(published("reservation_failed", orders[1]).size() == 2);
  CHECK(published("reservation_failed", orders[1])[0] == published("reservation_failed", orders[1])[1]);
}

TEST_CASE_METHOD(House, "a release that overtakes its reservation keeps it from coming") {
  const auto tea = variant(5);
  const auto reference = Uuid::generate();
  REQUIRE(tell(ReleaseStock{reference, "cancelled"}));
  CHECK(published("stock_released", reference).at(0)["allocations"].empty());
  REQUIRE(tell(ReserveStock{reference, {{tea, 1}}, 0}));
  CHECK(last_answer(reference) == "reservation_failed");
  CHECK(level(tea, first) == Level{5, 0});
  CHECK(troubles() == "");
}

TEST_CASE_METHOD(House, "what nobody extends is free again when its time is over") {
  const auto tea = variant(5);
  const auto left = Uuid::generate();
  const auto kept = Uuid::generate();
  REQUIRE(tell(ReserveStock{left, {{tea, 2}}, 60}, ReserveStock{kept, {{tea, 3}}, 60}));
  REQUIRE(expire());
  CHECK(count("stock_released") == 0);
  REQUIRE(tell(ExtendReservation{kept, clock.now() + std::chrono::minutes(10)}));
  pass_time(std::chrono::seconds(90));
  REQUIRE(expire());
  REQUIRE(expire());
  const auto released = published("stock_released");
  REQUIRE(released.size() == 1);
  CHECK(released[0]["reference"] == left.str());
  CHECK(released[0]["reason"] == "expired");
  CHECK(released[0]["allocations"][0]["quantity"] == 2);
  CHECK(level(tea, first) == Level{5, 3});
  REQUIRE(tell(ExtendReservation{left, clock.now() + std::chrono::hours(1)}));
  CHECK(published("reservation_failed", left).at(0)["reason"] == "ended");
  CHECK(troubles() == "");
}

TEST_CASE_METHOD(House, "reservations that ended long ago are forgotten, those that count are not") {
  const auto tea = variant(9);
  const auto sent = Uuid::generate();
  const auto held = Uuid::generate();
  const auto released = Uuid::generate();
  const auto failed = Uuid::generate();
  const auto back = Uuid::generate();
  REQUIRE(tell(ReserveStock{sent, {{tea, 1}}, 0}, CommitStock{sent, Uuid::generate(), {}}));
  REQUIRE(tell(ReserveStock{back, {{tea, 2}}, 0}, CommitStock{back, Uuid::generate(), {{tea, 1}}},
               ReleaseStock{back, "cancelled"}));
  REQUIRE(tell(ReserveStock{released, {{tea, 1}}, 0}, ReleaseStock{released, "cancelled"}));
  REQUIRE(tell(ReserveStock{failed, {{tea, 50}}, 0}));
  REQUIRE(tell(ReserveStock{held, {{tea, 1}}, 365 * 24 * 3600}));
  REQUIRE(forget());
  CHECK(run_sql("select count(*) from inventory.reservation") == "5");
  pass_time(std::chrono::days(91));
  REQUIRE(forget());
  CHECK(run_sql("select string_agg(state, ',' order by state) from inventory.reservation") ==
        "committed,held,released");  // something was sent of the last one
  CHECK(run_sql("select count(distinct reservation_id) from inventory.reservation_part") == "3");
  CHECK(troubles() == "");
}

TEST_CASE_METHOD(House, "that stock fell low is told once, and again when it has risen meanwhile") {
  const auto tea = variant(6);
  run_sql("update inventory.item set low_at = 4");
  const auto one = Uuid::generate();
  REQUIRE(tell(ReserveStock{one, {{tea, 2}}, 0}));
  REQUIRE(tell(ReserveStock{Uuid::generate(), {{tea, 1}}, 0}));
  CHECK(count("low_stock") == 1);
  REQUIRE(tell(ReleaseStock{one, "x"}));
  REQUIRE(tell(ReserveStock{Uuid::generate(), {{tea, 3}}, 0}));
  const auto low = published("low_stock");
  REQUIRE(low.size() == 2);
  CHECK(low[1]["available"] == 2);
  CHECK(low[1]["threshold"] == 4);
}

TEST_CASE_METHOD(House, "what comes back of a variant that nobody keeps any more finds a place") {
  const auto tea = VariantId::generate();
  REQUIRE(tell(RestockReturn{Uuid::generate(), Uuid::generate(), {{tea, 2}}}));
  CHECK(level(tea, first) == Level{2, 0});
  run_sql("update inventory.warehouse set is_open = false");
  CHECK(tell(RestockReturn{Uuid::generate(), Uuid::generate(), {{tea, 2}}}).error().code == "no_open_warehouse");
  CHECK(troubles() == "");
}

TEST_CASE_METHOD(House, "commands in the log are obeyed") {
  const auto tea = variant(3);
  const auto served = dispatcher();
  std::vector<Uuid> orders;
  for (int i = 0; i < 5; ++i) {
    orders.push_back(Uuid::generate());
    REQUIRE(publish(ReserveStock{orders.back(), {{tea, 1}}, 0}));
  }
  CHECK(kontor::test::eventually([&] { return count("stock_reserved") + count("reservation_failed") == 5; }));
  CHECK(count("stock_reserved") == 3);
  for (const auto& order : orders) REQUIRE(publish(ReleaseStock{order, "cancelled"}));
  CHECK(kontor::test::eventually([&] { return count("stock_released") == 5; }));
  served->stop();
  CHECK(level(tea, first) == Level{3, 0});
  CHECK(troubles() == "");
}

}  // namespace
}  // namespace kontor::inventory::test
