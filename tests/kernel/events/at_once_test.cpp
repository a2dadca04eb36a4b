#include <catch2/catch.hpp>
#include <thread>

#include "kernel/events/dispatched_house.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using test::DispatchedHouse;
using test::eventually;
using test::NoteWritten;
using test::TidyUp;

namespace {

using Numbers = std::vector<std::int64_t>;

Numbers upto(std::int64_t last) {
  Numbers numbers;
  for (std::int64_t i = 1; i <= last; ++i) numbers.push_back(i);
  return numbers;
}

// In the transaction that published it.
bool was_handled_at_once(const DispatchedHouse& house, const std::string& group, const std::string& key) {
  return house.run_sql(
             "select coalesce(bool_and(effect.xmin = event.xmin), false) from shelf.effect"
             " join bus.event on event.id = effect.event_id where effect.group_name = '" +
             group + "' and effect.key = '" + key + "'") == "t";
}

// Until its groups are registered, and while they rest, messages go by the log.
void wait_until_open(DispatchedHouse& house, const std::string& group = "notes") {
  std::string key;
  REQUIRE(eventually([&] {
    key = "try " + std::to_string(std::stoll(house.run_sql("select count(*) from bus.event")));
    REQUIRE(house.write(key, 1).ok());
    return was_handled_at_once(house, group, key);
  }));
}

bool passed_everything(const DispatchedHouse& house) {
  return house.run_sql(R"(
    select bool_and(coalesce((select max(position) from bus.place where place.group_id = subscription.group_id
                     and place.topic_id = subscription.topic_id and place.partition = subscription.partition), 0) =
                    coalesce((select max(position) from bus.event where event.topic_id = subscription.topic_id
                     and event.partition = subscription.partition), 0))
    from bus.subscription)") == "t";
}

}  // namespace

TEST_CASE("what is handled at once is there with the commit that publishes it, and is not handed out again") {
  DispatchedHouse house({.events = {.poll_ms = 20}});
  auto dispatcher = house.dispatch({house.shelving_at_once("notes")});
  wait_until_open(house);
  for (int i = 1; i <= 5; ++i) {
    REQUIRE(house.write("pen", i).ok());
    CHECK(house.handled_numbers("notes", "pen") == upto(i));
  }
  REQUIRE(eventually([&] { return passed_everything(house); }));
  CHECK(house.handled_numbers("notes", "pen") == upto(5));
}

TEST_CASE("what a transaction publishes and takes back was never handled") {
  DispatchedHouse house({.events = {.poll_ms = 20}});
  auto dispatcher = house.dispatch({house.shelving_at_once("notes")});
  wait_until_open(house);
  const auto done = house.shelf.transact([&](db::Tx& tx) -> Result<void> {
    house.log.publish(tx, "pen", NoteWritten{1, "words"});
    return conflict("changed_my_mind", "");
  });
  CHECK(done.error().code == "changed_my_mind");
  CHECK(house.handled_numbers("notes", "pen").empty());
}

TEST_CASE("what follows from what was handled at once is handled in the same transaction, one after the other") {
  DispatchedHouse house({.events = {.poll_ms = 20}});
  auto dispatcher =
      house.dispatch({house.shelving_at_once("notes"), house.echo("echo").at_once({NoteWritten::kMessage}),
                      house.tidying("tidying").at_once({TidyUp::kMessage})});
  wait_until_open(house, "tidying");
  REQUIRE(house.write("pen", 7).ok());
  CHECK(house.handled_numbers("tidying", "pen") == Numbers{7});
  CHECK(house.run_sql("select count(distinct xmin::text) from shelf.effect where key = 'pen'") == "1");
}

TEST_CASE("where a handler fails at once, the publisher has its commit, and the event goes by the log") {
  DispatchedHouse house({.events = {.poll_ms = 20, .attempts = 2, .first_retry_ms = 2}});
  auto dispatcher = house.dispatch({house.shelving_at_once("notes")});
  wait_until_open(house);
  const bool by_exception = GENERATE(false, true);

  SECTION("and is handled there") {
    house.fail("pen", 1, 2, by_exception);
    REQUIRE(house.write("pen", 1).ok());
    REQUIRE(house.write("pen", 2).ok());
    CHECK(eventually([&] { return house.handled_numbers("notes", "pen") == upto(2); }));
  }
  SECTION("or becomes a dead letter, and what follows of its key waits behind it, however it comes") {
    house.fail("pen", 1, 1'000'000, by_exception);
    REQUIRE(house.write("pen", 1).ok());
    REQUIRE(eventually([&] { return house.run_sql("select count(*) from bus.dead_letter where dead") == "1"; }));
    wait_until_open(house);
    REQUIRE(house.write("pen", 2).ok());
    wait_until_open(house);
    REQUIRE(eventually([&] { return house.run_sql("select count(*) from bus.dead_letter") == "2"; }));
    CHECK(house.handled_numbers("notes", "pen").empty());
    house.heal();
    REQUIRE(house.groups().retry_all("notes").ok());
    CHECK(eventually([&] { return house.handled_numbers("notes", "pen") == upto(2); }));
  }
}

TEST_CASE(
    "of a paused group nothing is handled at once, and when it goes on, what was published meanwhile comes first") {
  DispatchedHouse house({.events = {.poll_ms = 20}});
  auto dispatcher = house.dispatch({house.shelving_at_once("notes")});
  wait_until_open(house);
  REQUIRE(house.groups().pause("notes").ok());
  for (int i = 1; i <= 3; ++i) REQUIRE(house.write("pen", i).ok());
  CHECK(house.handled_numbers("notes", "pen").empty());
  REQUIRE(house.groups().resume("notes").ok());
  for (int i = 4; i <= 6; ++i) REQUIRE(house.write("pen", i).ok());
  CHECK(eventually([&] { return house.handled_numbers("notes", "pen") == upto(6); }));
}

TEST_CASE("an event that came from elsewhere goes by the log, because it may have come before") {
  DispatchedHouse house({.events = {.poll_ms = 20}});
  auto dispatcher = house.dispatch({house.shelving_at_once("notes")});
  wait_until_open(house);
  const auto id = Uuid::generate();
  for (int i = 0; i < 3; ++i) REQUIRE(house.write("pen", 1, id).ok());
  REQUIRE(house.write("pen", 2).ok());
  REQUIRE(eventually([&] { return passed_everything(house); }));
  CHECK(house.handled_numbers("notes", "pen") == upto(2));
}

TEST_CASE("what goes on for too long in one transaction goes on by the log") {
  DispatchedHouse house({.events = {.poll_ms = 20}});
  constexpr std::int64_t kLast = 40;
  auto counting = house.shelving_at_once("notes");
  auto more =
      events::Group("more", house.shelf)
          .on<NoteWritten>([&](db::Tx& tx, const NoteWritten& note, const events::Event& event) -> Result<void> {
            if (event.aggregateid == "pen" && note.number < kLast)
              house.log.publish(tx, "pen", NoteWritten{note.number + 1, ""});
            return {};
          })
          .at_once({NoteWritten::kMessage});
  auto dispatcher = house.dispatch({counting, more});
  wait_until_open(house);
  REQUIRE(house.write("pen", 1).ok());
  CHECK(house.handled_numbers("notes", "pen").size() > 1);
  CHECK(eventually([&] { return house.handled_numbers("notes", "pen") == upto(kLast); }));
  CHECK(house.run_sql("select count(distinct xmin::text) > 1 from shelf.effect where key = 'pen'") == "t");
}

TEST_CASE("a dispatcher that has stopped handles nothing at once, and its next one what it left") {
  DispatchedHouse house({.events = {.poll_ms = 20}});
  auto first = house.dispatch({house.shelving_at_once("notes")});
  wait_until_open(house);
  first->stop();
  REQUIRE(house.write("pen", 1).ok());
  CHECK(house.handled_numbers("notes", "pen").empty());
  auto second = house.dispatch({house.shelving_at_once("notes")});
  REQUIRE(house.write("pen", 2).ok());
  CHECK(eventually([&] { return house.handled_numbers("notes", "pen") == upto(2); }));
}

TEST_CASE("published at once and by others, with handlers that fail: every key in its order, every effect once") {
  DispatchedHouse house({.pool_size = 10, .events = {.poll_ms = 20, .attempts = 100, .first_retry_ms = 2}});
  DispatchedHouse::Publisher elsewhere(house);
  auto dispatcher = house.dispatch({house.shelving_at_once("notes")});
  wait_until_open(house);
  constexpr std::int64_t kEach = 60;
  const std::vector<std::string> keys = {"pen", "ink", "nib", "cap", "box"};
  for (const auto& key : keys) {
    for (std::int64_t number = 7; number <= kEach; number += 17) house.fail(key, number, 2);
  }
  {
    std::vector<std::jthread> publishers;
    for (std::size_t k = 0; k < keys.size(); ++k) {
      publishers.emplace_back([&, k] {
        for (std::int64_t i = 1; i <= kEach; ++i) {
          const auto wrote =
              (i + static_cast<std::int64_t>(k)) % 3 == 0 ? elsewhere.write(keys[k], i) : house.write(keys[k], i);
          if (!wrote) return;
        }
      });
    }
  }
  for (const auto& key : keys) {
    INFO(key);
    CHECK(eventually([&] { return house.handled_numbers("notes", key) == upto(kEach); }));
  }
}
