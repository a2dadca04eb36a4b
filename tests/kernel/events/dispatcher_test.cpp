#include "kernel/events/dispatcher.hpp"

#include <catch2/catch.hpp>
#include <future>

#include "kernel/events/dispatched_house.hpp"
#include "kernel/events/event_scope.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using test::DispatchedHouse;
using test::eventually;
using test::kNotes;
using test::NoteWritten;

namespace {

using Numbers = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("what was published before the dispatcher began and after is handled once, in the order of its key") {
  DispatchedHouse house;
  for (int i = 1; i <= 30; ++i) REQUIRE(house.write("pen", i).ok());
  auto dispatcher = house.dispatch({house.shelving("notes")});
  for (int i = 31; i <= 60; ++i) REQUIRE(house.write("pen", i).ok());
  REQUIRE(eventually([&] { return house.handled("notes") == 60; }));
  Numbers all;
  for (int i = 1; i <= 60; ++i) all.push_back(i);
  CHECK(house.handled_numbers("notes", "pen") == all);
}

TEST_CASE("a commit wakes the group at once") {
  DispatchedHouse house({.events = {.poll_ms = 60000}});
  auto dispatcher = house.dispatch({house.shelving("notes")});
  REQUIRE(eventually([&] { return dispatcher->check().ok(); }));
  for (int i = 1; i <= 5; ++i) {
    REQUIRE(house.write("pen", i).ok());
    REQUIRE(eventually([&] { return house.handled("notes") == i; }));
  }
}

TEST_CASE("what a group does not handle leaves it behind no longer than until the next look") {
  DispatchedHouse house({.events = {.poll_ms = 20, .max_lag_events = 0}});
  auto dispatcher = house.dispatch({house.shelving("notes")});
  REQUIRE(eventually([&] { return dispatcher->check().ok(); }));
  REQUIRE(house.write("pen", 1).ok());
  for (int i = 0; i < 3; ++i) REQUIRE(house.append("shelf.note_torn", 1, "pen").ok());
  const std::string at_the_end = R"(
    select (select max(position) from bus.place) = (select max(position) from bus.event))";
  CHECK(eventually([&] { return house.run_sql(at_the_end) == "t" && dispatcher->check().ok(); }));
  CHECK(house.handled("notes") == 1);
}

TEST_CASE("what nobody was woken for is found by looking") {
  DispatchedHouse house({.events = {.poll_ms = 20}});
  DispatchedHouse::Publisher elsewhere(house);
  auto dispatcher = house.dispatch({house.shelving("notes")});
  REQUIRE(eventually([&] { return dispatcher->check().ok(); }));
  REQUIRE(elsewhere.write("pen", 1).ok());
  CHECK(eventually([&] { return house.handled("notes") == 1; }));
}

TEST_CASE("an event that fails is tried again, and its effects are there once") {
  DispatchedHouse house({.events = {.attempts = 5, .first_retry_ms = 5}});
  house.fail("pen", 3, 2);
  auto dispatcher = house.dispatch({house.shelving("notes")});
  for (int i = 1; i <= 5; ++i) REQUIRE(house.write("pen", i).ok());
  REQUIRE(eventually([&] { return house.handled("notes") == 5; }));
  CHECK(house.handled_numbers("notes", "pen") == Numbers{1, 2, 3, 4, 5});
  CHECK(house.run_sql("select count(*) from bus.retry") == "0");
}

TEST_CASE("a poisonous event becomes a dead letter, its key queues behind it, and everybody else goes on") {
  DispatchedHouse house({.events = {.attempts = 2, .first_retry_ms = 2}});
  house.fail("pen", 2);
  auto dispatcher = house.dispatch({house.shelving("notes")});
  auto groups = house.groups();
  for (int i = 1; i <= 4; ++i) {
    REQUIRE(house.write("pen", i).ok());
    REQUIRE(house.write("ink", i).ok());
  }
  REQUIRE(eventually([&] { return house.handled_numbers("notes", "ink") == Numbers{1, 2, 3, 4}; }));
  REQUIRE(eventually([&] { return groups.dead_letters({.group = "notes"})->letters.size() == 3; }));
  CHECK(house.handled_numbers("notes", "pen") == Numbers{1});

  const auto page = groups.dead_letters({.group = "notes", .state = events::DeadLetter::State::dead});
  REQUIRE(page.ok());
  REQUIRE(page->letters.size() == 1);
  const auto& letter = page->letters.front();
  CHECK(letter.attempts == 2);
  CHECK(letter.error_code == "told_to_fail");
  CHECK(letter.aggregateid == "pen");
  CHECK(groups.dead_letter("notes", letter.position)->event.payload.find("\"number\": 2") != std::string::npos);

  SECTION("a retry that succeeds lets the queue follow in order, and new ones behind it") {
    house.heal();
    REQUIRE(groups.retry("notes", letter.position).ok());
    REQUIRE(house.write("pen", 5).ok());
    REQUIRE(eventually([&] { return house.handled_numbers("notes", "pen") == Numbers{1, 2, 3, 4, 5}; }));
    CHECK(groups.dead_letters({})->letters.empty());
  }
  SECTION("a retry that fails keeps the queue waiting") {
    REQUIRE(groups.retry("notes", letter.position).ok());
    REQUIRE(eventually([&] { return house.failures() >= 4; }));
    REQUIRE(eventually([&] { return groups.dead_letter("notes", letter.position)->letter.attempts == 2; }));
    CHECK(house.handled_numbers("notes", "pen") == Numbers{1});
  }
  SECTION("dropped, it is never handled, and the queue follows") {
    house.heal();
    REQUIRE(groups.drop("notes", letter.position).ok());
    REQUIRE(eventually([&] { return house.handled_numbers("notes", "pen") == Numbers{1, 3, 4}; }));
    CHECK(groups.drop("notes", letter.position).error().code == "not_found");
  }
  SECTION("one that is only queued cannot be retried") {
    const auto queued = groups.dead_letters({.group = "notes", .state = events::DeadLetter::State::queued});
    REQUIRE(queued->letters.size() == 2);
    CHECK(groups.retry("notes", queued->letters[0].position).error().code == "not_dead");
  }
}

TEST_CASE("a handler that throws fails its event only") {
  DispatchedHouse house({.events = {.attempts = 1}});
  house.fail("pen", 1, 1000, true);
  auto dispatcher = house.dispatch({house.shelving("notes")});
  REQUIRE(house.write("pen", 1).ok());
  REQUIRE(house.write("ink", 1).ok());
  REQUIRE(eventually([&] { return house.handled_numbers("notes", "ink") == Numbers{1}; }));
  REQUIRE(eventually([&] { return house.run_sql("select count(*) from bus.dead_letter where dead") == "1"; }));
  CHECK(house.run_sql("select error_detail from bus.dead_letter") == "thrown by the handler");
}

TEST_CASE("the same event twice is handled once where effects are for good") {
  DispatchedHouse house;
  auto dispatcher = house.dispatch({house.shelving("notes"), house.view("view")});
  const auto id = Uuid::generate();
  for (int i = 0; i < 3; ++i) REQUIRE(house.write("pen", 7, id).ok());
  REQUIRE(house.write("pen", 8).ok());
  REQUIRE(eventually([&] { return house.handled_numbers("notes", "pen") == Numbers{7, 8}; }));
}

TEST_CASE("a paused group stands still and is no reason not to be ready; resumed, it catches up") {
  DispatchedHouse house({.events = {.poll_ms = 20, .max_lag_events = 2}});
  auto dispatcher = house.dispatch({house.shelving("notes"), house.shelving("others")});
  auto groups = house.groups();
  REQUIRE(eventually([&] { return groups.pause("notes").ok(); }));
  for (int i = 1; i <= 10; ++i) REQUIRE(house.write("pen", i).ok());
  REQUIRE(eventually([&] { return house.handled("others") == 10; }));
  REQUIRE(eventually(
      [&] { return house.metrics.render().find("kontor_events_lag{group=\"notes\"} 10") != std::string::npos; }));
  CHECK(eventually([&] { return dispatcher->check().ok(); }));  // the other one has caught up, too
  CHECK(groups.find("notes")->lag_events == 10);
  CHECK(groups.find("notes")->paused);
  CHECK(house.handled("notes") == 0);
  REQUIRE(groups.resume("notes").ok());
  CHECK(eventually([&] { return house.handled("notes") == 10; }));
  CHECK(groups.pause("nobody").error().code == "not_found");
}

TEST_CASE("when a pause returns no batch is at work, so what is published then stays where it is") {
  DispatchedHouse house({.events = {.poll_ms = 20}});
  house.hold("notes");
  auto dispatcher = house.dispatch({house.shelving("notes"), house.shelving("others")});
  auto groups = house.groups();
  REQUIRE(house.write("pen", 1).ok());
  REQUIRE(eventually([&] { return house.held() == 1; }));
  auto paused = std::async(std::launch::async, [&] { return groups.pause("notes"); });
  const auto who_waits = [&](const std::string& what) {
    return house.run_sql("select " + what +
                         " from pg_locks join pg_database on pg_database.oid = pg_locks.database"
                         " where datname = current_database() and locktype = 'advisory' and not granted");
  };
  REQUIRE(eventually([&] { return who_waits("count(*)") == "1"; }));

  SECTION("it waits for the one that was begun before") {
    house.let_go();
    REQUIRE(paused.get().ok());
    CHECK(house.handled("notes") == 1);
    for (int i = 2; i <= 10; ++i) REQUIRE(house.write("pen", i).ok());
    REQUIRE(eventually([&] { return house.handled("others") == 10; }));
    CHECK(house.handled("notes") == 1);
  }
  SECTION("when that takes too long it says so, and the group is paused") {
    who_waits("pg_cancel_backend(pid)");
    CHECK(paused.get().error().code == "still_at_work");
    CHECK(groups.find("notes")->paused);
    house.let_go();
  }
}

TEST_CASE("a group that is further behind than allowed makes the program not ready, and is named") {
  DispatchedHouse house(
      {.events = {.poll_ms = 20, .first_retry_ms = 60000, .longest_retry_ms = 60000, .max_lag_events = 2}});
  house.fail("pen", 1);
  auto dispatcher = house.dispatch({house.shelving("notes")});
  for (int i = 1; i <= 5; ++i) REQUIRE(house.write("pen", i).ok());
  REQUIRE(eventually([&] { return !dispatcher->check().ok(); }));
  REQUIRE(eventually([&] {
    const auto checked = dispatcher->check();
    return !checked && checked.error().detail.find("notes is 5 events") != std::string::npos;
  }));
}

TEST_CASE("a slow group does not slow another") {
  DispatchedHouse house({.pool_size = 8, .events = {.workers = 2}});
  house.hold("slow");
  auto dispatcher = house.dispatch({house.shelving("slow"), house.shelving("quick")});
  for (int i = 1; i <= 20; ++i) REQUIRE(house.write("key" + std::to_string(i), i).ok());
  CHECK(eventually([&] { return house.handled("quick") == 20; }));
  CHECK(house.handled("slow") == 0);
  house.let_go();
  CHECK(eventually([&] { return house.handled("slow") == 20; }));
}

TEST_CASE("a handler works on behalf of its event, and so does what it publishes") {
  DispatchedHouse house;
  const telemetry::Origin request{"request-1", "", "ann"};
  {
    const telemetry::OriginScope scope(request);
    REQUIRE(house.write("pen", 1).ok());
  }
  auto dispatcher = house.dispatch({house.echo("echo")});
  REQUIRE(eventually([&] { return house.run_sql("select count(*) from bus.event") == "2"; }));
  CHECK(house.run_sql("select headers ->> 'correlation_id' from bus.event order by position desc limit 1") ==
        "request-1");
  CHECK(house.run_sql("select headers ->> 'actor' from bus.event order by position desc limit 1") == "ann");
  CHECK(house.run_sql("select (select headers ->> 'causation_id' from bus.event order by position desc limit 1) ="
                      " (select id::text from bus.event order by position limit 1)") == "t");
}

TEST_CASE("while the database is away no attempt is counted, and afterwards everything is handled") {
  DispatchedHouse house({.events = {.poll_ms = 50, .attempts = 1}});
  auto dispatcher = house.dispatch({house.shelving("notes")});
  for (int i = 1; i <= 100; ++i) {
    const auto written = house.write("key" + std::to_string(i % 7), i);
    if (!written) CHECK(written.error().kind == ErrorKind::unavailable);
    if (i % 10 == 0) house.terminate_sessions();
  }
  const auto published = std::stoll(house.run_sql("select count(*) from bus.event"));
  REQUIRE(published > 0);
  REQUIRE(eventually([&] { return house.handled("notes") == published; }));
  CHECK(house.run_sql("select count(*) from bus.dead_letter") == "0");
}

TEST_CASE(
    "events of another kind are passed over, and an unknown version is a failure that waits for a newer program") {
  DispatchedHouse house({.events = {.attempts = 1}});
  auto dispatcher = house.dispatch({house.shelving("notes")});
  REQUIRE(house.append("shelf.something_else", 1, "pen").ok());
  REQUIRE(house.append("shelf.note_written", 99, "pen").ok());
  REQUIRE(house.write("ink", 1).ok());
  REQUIRE(eventually([&] { return house.handled("notes") == 1; }));
  REQUIRE(eventually([&] { return house.run_sql("select count(*) from bus.dead_letter") == "1"; }));
  CHECK(house.run_sql("select error_code from bus.dead_letter") == "unknown_version");
}
