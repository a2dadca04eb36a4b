#include <catch2/catch.hpp>

#include "kernel/core/format.hpp"
#include "kernel/events/dispatched_house.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using test::DispatchedHouse;
using test::eventually;

namespace {

using Numbers = std::vector<std::int64_t>;

// Letters of the partition of "pen", as a handler leaves them that fails for hours.
void give_up(const DispatchedHouse& house, int letters, const std::string& key, const std::string& is_first) {
  house.run_sql(
      format("insert into bus.dead_letter (group_id, position, topic_id, partition, aggregateid, dead, behind, since)"
             " select group_id, n, topic_id, partition, {}, {}, not ({}), now()"
             " from bus.subscription, generate_series(1, {}) as n where partition = {}",
             key, is_first, is_first, letters, events::partition_of("pen", 4)));
}

}  // namespace

TEST_CASE("a group goes on beside a great many dead letters of the same partition") {
  DispatchedHouse house;
  auto dispatcher = house.dispatch({house.shelving("notes")});
  REQUIRE(eventually([&] { return dispatcher->check().ok(); }));
  house.run_sql("select setval('bus.position', 100000)");
  SECTION("each of another key") {
    give_up(house, 30000, "'lost ' || n", "true");
  }
  SECTION("waiting behind one") {
    give_up(house, 30000, "'lost'", "n = 1");
  }
  for (int i = 1; i <= 20; ++i) REQUIRE(house.write("pen", i).ok());
  CHECK(eventually([&] { return house.handled("notes") == 20; }, std::chrono::seconds(5)));
}

TEST_CASE("whatever is dropped or tried again of a queue, the rest of it follows in order") {
  DispatchedHouse house({.events = {.attempts = 1, .first_retry_ms = 2}});
  house.fail("pen", 2);
  house.fail("pen", 5);
  auto dispatcher = house.dispatch({house.shelving("notes")});
  auto groups = house.groups();
  for (int i = 1; i <= 7; ++i) REQUIRE(house.write("pen", i).ok());
  REQUIRE(eventually([&] { return groups.dead_letters({})->letters.size() == 6; }));
  const auto letters = groups.dead_letters({})->letters;
  REQUIRE(groups.drop("notes", letters[1].position).ok());  // 3, in the middle
  CHECK(groups.dead_letters({})->letters.size() == 5);
  REQUIRE(groups.drop("notes", letters[0].position).ok());  // 2, so that 4 is the first
  REQUIRE(eventually([&] { return house.handled_numbers("notes", "pen") == Numbers{1, 4}; }));
  REQUIRE(house.write("pen", 8).ok());
  REQUIRE(eventually([&] { return groups.dead_letters({})->letters.size() == 4; }));
  house.heal();
  REQUIRE(eventually([&] { return groups.retry("notes", letters[3].position).ok(); }));
  CHECK(eventually([&] { return house.handled_numbers("notes", "pen") == Numbers{1, 4, 5, 6, 7, 8}; }));
  CHECK(groups.dead_letters({})->letters.empty());
}
