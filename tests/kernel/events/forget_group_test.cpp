#include <catch2/catch.hpp>

#include "kernel/events/dispatched_house.hpp"
#include "kernel/events/store/housekeeping.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using test::DispatchedHouse;
using test::eventually;

TEST_CASE("a group that no program has any more can be forgotten, and holds up no commands then") {
  DispatchedHouse house({.pool_size = 8, .events = {.command_retention_hours = 0}});
  {
    auto before = house.dispatch({house.echo("echo"), house.tidying("tidying"), house.tidying("left over")});
    REQUIRE(eventually([&] { return house.groups().find("left over").ok(); }));
  }
  auto dispatcher = house.dispatch({house.echo("echo"), house.tidying("tidying")});
  for (int i = 1; i <= 10; ++i) REQUIRE(house.write("pen", i).ok());
  REQUIRE(eventually([&] { return house.handled("tidying") == 10; }));
  // By us or by the dispatcher, which tidies as well.
  const auto commands_after_tidying = [&] {
    REQUIRE(events::store::tidy(house.bus, 0).ok());
    return house.run_sql(
        "select count(*) from bus.event join bus.topic on topic.id = event.topic_id where topic.kind = 'commands'");
  };
  CHECK(commands_after_tidying() == "10");

  events::Groups groups(house.bus, {});
  REQUIRE(groups.forget("left over").ok());
  CHECK(groups.find("left over").error().code == "not_found");
  CHECK(groups.forget("left over").error().code == "not_found");
  CHECK(commands_after_tidying() == "0");
}

TEST_CASE("a group that somebody has is not forgotten") {
  DispatchedHouse house;
  auto dispatcher = house.dispatch({house.shelving("notes")});
  REQUIRE(eventually([&] { return house.groups().find("notes").ok(); }));
  CHECK(house.groups().forget("notes").error().code == "group_declared");
  events::Groups elsewhere(house.bus, {});
  CHECK(elsewhere.forget("notes").error().code == "still_served");
  dispatcher->stop();
  CHECK(elsewhere.forget("notes").ok());
}

TEST_CASE("a program that was taken for gone and comes back is not ready without its group") {
  DispatchedHouse house({.events = {.poll_ms = 20, .max_lag_seconds = 1}});
  auto dispatcher = house.dispatch({house.shelving("notes")});
  REQUIRE(eventually([&] { return house.groups().find("notes").ok(); }));
  house.run_sql("delete from bus.subscriber");
  CHECK(eventually([&] { return !dispatcher->check().ok(); }, std::chrono::seconds(20)));
}
