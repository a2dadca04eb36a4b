#include <catch2/catch.hpp>

#include <thread>

#include "kernel/events/dispatched_house.hpp"
#include "kernel/events/store/housekeeping.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using test::DispatchedHouse;
using test::eventually;

namespace {

// What a group made of the log, whatever the order between keys.
std::string checksum(const DispatchedHouse& house) {
  return house.run_sql(
      "select md5(string_agg(key || ' ' || numbers, ',' order by key)) from (select key, string_agg(number::text, ' '"
      " order by place) as numbers from shelf.effect group by key) as by_key");
}

bool caught_up(const events::Groups& groups, const std::string& group) {
  const auto state = groups.find(group);
  return state && state->lag_events == 0;
}

}  // namespace

TEST_CASE("a replay arrives at the same checksum") {
  DispatchedHouse house;
  auto dispatcher = house.dispatch({house.view("view")});
  auto groups = house.groups();
  for (int i = 1; i <= 200; ++i) REQUIRE(house.write("key" + std::to_string(i % 9), i).ok());
  REQUIRE(eventually([&] { return house.handled("view") == 200; }));
  const auto before = checksum(house);

  const auto plan = groups.plan_replay("view");
  REQUIRE(plan.ok());
  CHECK(plan->events == 200);
  CHECK(plan->left_out == 0);
  CHECK(plan->parts.size() == 4);
  CHECK(house.handled("view") == 200);

  house.run_sql("update shelf.effect set number = -1 where number = 17 returning number");
  REQUIRE(checksum(house) != before);
  const auto replayed = groups.replay("view");
  REQUIRE(replayed.ok());
  REQUIRE(eventually([&] { return groups.progress(*replayed)->finished; }));
  CHECK(groups.progress(*replayed)->handled == 200);
  CHECK(checksum(house) == before);
}

TEST_CASE("a replay while events come in loses none and doubles none") {
  DispatchedHouse house;
  auto dispatcher = house.dispatch({house.view("view")});
  auto groups = house.groups();
  std::thread writer([&] {
    for (int i = 1; i <= 300; ++i) (void)house.write("key" + std::to_string(i % 5), i);
  });
  int replays = 0;
  while (house.run_sql("select count(*) >= 300 from bus.event") == "f") {
    if (groups.replay("view")) ++replays;
  }
  writer.join();
  CHECK(replays > 0);
  REQUIRE(eventually([&] { return caught_up(groups, "view"); }));
  CHECK(house.handled("view") == 300);
  CHECK(house.run_sql("select count(distinct number) from shelf.effect") == "300");
}

TEST_CASE("from a time, a group is built of what came since") {
  DispatchedHouse house;
  auto dispatcher = house.dispatch({house.view("view")});
  auto groups = house.groups();
  for (int i = 1; i <= 10; ++i) REQUIRE(house.write("pen", i).ok());
  const auto moment = house.clock.now();
  for (int i = 11; i <= 15; ++i) REQUIRE(house.write("pen", i).ok());
  REQUIRE(eventually([&] { return house.handled("view") == 15; }));
  const auto plan = groups.replay("view", moment);
  REQUIRE(plan.ok());
  CHECK(plan->events == 5);
  CHECK(plan->left_out == 10);
  REQUIRE(eventually([&] { return caught_up(groups, "view"); }));
  CHECK(house.handled_numbers("view", "pen") == std::vector<std::int64_t>{11, 12, 13, 14, 15});
}

TEST_CASE("a replay forgets the dead letters, because it handles their events again") {
  DispatchedHouse house({.pool_size = 8, .events = {.attempts = 1}});
  house.fail("pen", 2);
  auto dispatcher = house.dispatch({house.view("view")});
  auto groups = house.groups();
  for (int i = 1; i <= 4; ++i) REQUIRE(house.write("pen", i).ok());
  REQUIRE(eventually([&] { return house.run_sql("select count(*) from bus.dead_letter") == "3"; }));
  house.heal();
  CHECK(groups.plan_replay("view")->dead_letters == 3);
  REQUIRE(groups.replay("view").ok());
  CHECK(eventually([&] { return house.handled_numbers("view", "pen") == std::vector<std::int64_t>{1, 2, 3, 4}; }));
}

TEST_CASE("groups whose effects are for good refuse a replay and say why") {
  DispatchedHouse house;
  auto dispatcher = house.dispatch({house.shelving("mail"), house.view("view")});
  auto groups = house.groups();
  REQUIRE(eventually([&] { return groups.find("view").ok(); }));
  CHECK(groups.replay("mail").error().code == "not_rebuildable");
  CHECK(groups.plan_replay("mail").error().code == "not_rebuildable");
  CHECK(groups.plan_replay("nobody").error().code == "not_found");
  CHECK(events::Groups(house.bus, {}).replay("view").error().code == "unknown_group");
}

TEST_CASE("commands that every group is through with are removed, events stay") {
  DispatchedHouse house({.pool_size = 8, .events = {.command_retention_hours = 1}});
  auto dispatcher = house.dispatch({house.echo("echo"), house.tidying("tidying")});
  for (int i = 1; i <= 10; ++i) REQUIRE(house.write("pen", i).ok());
  REQUIRE(eventually([&] { return house.handled("tidying") == 10; }));
  CHECK(events::store::tidy(house.bus, 1)->commands == 0);
  house.run_sql("update kernel.clock set ahead = '2 hours' returning only_row");
  REQUIRE(house.groups().pause("tidying").ok());
  REQUIRE(house.write("pen", 11).ok());
  REQUIRE(eventually([&] {
    return house.run_sql("select count(*) from bus.event where type = 'shelf.tidy_up' and payload->>'shelf' = '11'") ==
           "1";
  }));
  const auto tidied = events::store::tidy(house.bus, 1);
  REQUIRE(tidied.ok());
  CHECK(house.run_sql("select count(*) from bus.event join bus.topic on topic.id = topic_id where kind = 'commands'") ==
        "1");
  CHECK(house.run_sql("select count(*) from bus.event join bus.topic on topic.id = topic_id where kind = 'events'") ==
        "11");
}

TEST_CASE("a group of commands cannot be built again, so nobody serves it as one that can") {
  DispatchedHouse house;
  const auto group = house.tidying("tidying").rebuildable([](db::Tx&) {});
  CHECK(group.trouble() ==
        "group tidying is rebuildable, but errand-commands are commands, which do not stay in the log");
  CHECK_THROWS_WITH(house.dispatch({group}), *group.trouble());
}

TEST_CASE("when there is more to remove than one step takes, the next one follows") {
  DispatchedHouse house;
  auto dispatcher = house.dispatch({house.shelving("notes")});
  REQUIRE(eventually([&] { return dispatcher->check().ok(); }));
  dispatcher->stop();
  house.run_sql(
      "insert into bus.place select group_id, topic_id, partition, number from bus.subscription,"
      " generate_series(1, 2500) as number where partition = 1");
  CHECK(events::store::tidy(house.bus, 1)->more);
  CHECK_FALSE(events::store::tidy(house.bus, 1)->more);
  CHECK(house.run_sql("select count(*) || ' ' || max(position) from bus.place") == "1 2500");
}

TEST_CASE("old places are removed, the newest stays") {
  DispatchedHouse house({.pool_size = 8, .events = {.batch_events = 1}});
  auto dispatcher = house.dispatch({house.shelving("notes")});
  for (int i = 1; i <= 20; ++i) REQUIRE(house.write("pen", i).ok());
  REQUIRE(eventually([&] { return house.handled("notes") == 20; }));
  dispatcher->stop();
  REQUIRE(events::store::tidy(house.bus, 1).ok());
  CHECK(house.run_sql("select count(*) from bus.place") == "1");
  CHECK(house.run_sql("select (select max(position) from bus.place) = (select max(position) from bus.event)") == "t");
}
