#include <catch2/catch.hpp>
#include <csignal>
#include <utility>

#include "kernel/db/failpoints.hpp"
#include "kernel/events/failpoints.hpp"
#include "kernel/events/shop_floor.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using test::EventProgram;
using test::eventually;
using test::ShopFloor;

TEST_CASE("killed at every failpoint from append to commit, nothing is lost, doubled or out of order") {
  const ShopFloor floor;
  std::vector<Failpoint> points(events::kFailpoints.begin(), events::kFailpoints.end());
  points.insert(points.end(), db::kFailpoints.begin(), db::kFailpoints.end());
  for (const auto& point : points) {
    for (const auto& [way, pass] : {std::pair("publish", "8"), std::pair("publish-by-log", "1")}) {
      INFO(point.name << " at pass " << pass << ", " << way);
      CHECK(floor.begin(way, std::string(point.name) + "=exit@" + pass)->was_killed());
    }
  }
  CHECK(floor.settle() == "");
}

TEST_CASE("stopped in a batch until another took it over, and continued: no effect is doubled") {
  const bool view = GENERATE(false, true);
  const std::string group = view ? "view" : "effects";
  const ShopFloor floor;
  const auto& database = floor.database();
  const auto effects = [&] { return database.run_sql("select count(*) from shelf.effect"); };
  EventProgram publisher(database.settings(), {}, {});
  const auto publish = [&](int first, int last) {
    for (int i = first; i <= last; ++i) REQUIRE(publisher.note("key" + std::to_string(i % 3)).ok());
  };

  const auto stopping = floor.begin(view ? "stop-view" : "stop");
  publish(1, 20);
  REQUIRE(stopping->is_stopped());
  {
    EventProgram other(database.settings(), {{.group = group, .rebuildable = view}}, {});
    CHECK(eventually([&] { return effects() == "20"; }));
    stopping->signal(SIGCONT);
    publish(21, 25);
    CHECK(eventually([&] { return effects() == "25"; }));
  }
  // It ends when its batch has: by then it has tried to commit.
  CHECK(stopping->finish() == "");
  CHECK(effects() == "25");
  CHECK(database.run_sql("select count(distinct number) from shelf.effect") == "25");
}
