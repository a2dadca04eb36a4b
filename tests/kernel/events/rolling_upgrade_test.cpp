#include <catch2/catch.hpp>

#include "kernel/events/dispatched_house.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using test::DispatchedHouse;
using test::eventually;
using test::kNotes;
using test::NoteWritten;

namespace {

constexpr events::MessageType kTorn{"shelf.note_torn", 1, kNotes, "note"};
constexpr events::MessageType kWrittenNewly{"shelf.note_written", 2, kNotes, "note"};

// The group as the next version of the program has it: with a message more, and a version more of another.
events::Group upgraded(DispatchedHouse& house) {
  return house.shelving("notes").on_batch(
      {kTorn, kWrittenNewly}, [](db::Tx& tx, events::Group::Batch batch) -> Result<void> {
        for (const auto& event : batch) {
          tx.post("insert into shelf.effect (group_name, key, number, event_id) values ('new', $1, $2, $3)",
                  event.aggregateid, event.position, event.id);
        }
        return {};
      });
}

}  // namespace

TEST_CASE("while two versions of the program run, the older leaves to the newer what it does not know") {
  DispatchedHouse house({.events = {.poll_ms = 20, .attempts = 1}});
  auto older = house.dispatch({house.shelving("notes")});
  REQUIRE(eventually([&] { return older->check().ok(); }));
  REQUIRE(house.write("pen", 1).ok());
  REQUIRE(eventually([&] { return house.handled("notes") == 1; }));
  {
    auto newer = house.dispatch({upgraded(house)});
    REQUIRE(eventually([&] { return newer->check().ok(); }));
  }
  const auto message = GENERATE(kTorn, kWrittenNewly);
  REQUIRE(house.append(std::string(message.name), message.version, "pen").ok());
  REQUIRE(house.write("pen", 2).ok());
  REQUIRE(house.write("ink", 3).ok());
  REQUIRE(eventually([&] { return house.handled_numbers("notes", "ink").size() == 1; }));
  REQUIRE_FALSE(eventually([&] { return house.handled("notes") == 3; }, std::chrono::milliseconds(200)));

  auto newer = house.dispatch({upgraded(house)});
  REQUIRE(eventually([&] { return house.handled("notes") == 3; }));
  CHECK(house.handled("new") == 1);
  CHECK(house.run_sql("select count(*) from bus.dead_letter") == "0");
}

TEST_CASE("an older program that starts again in the middle of an upgrade takes nothing from the newer") {
  DispatchedHouse house({.pool_size = 8, .events = {.poll_ms = 20}});
  auto newer = house.dispatch({upgraded(house)});
  REQUIRE(eventually([&] { return house.run_sql("select count(*) from bus.attendance") == "1"; }));
  auto older = house.dispatch({house.shelving("notes")});
  REQUIRE(eventually([&] { return house.run_sql("select count(*) from bus.attendance") == "2"; }));
  for (int i = 1; i <= 20; ++i) {
    REQUIRE(house.append("shelf.note_torn", 1, "pen").ok());
    REQUIRE(house.write("pen", i).ok());
  }
  CHECK(eventually([&] { return house.handled("notes") == 20 && house.handled("new") == 20; }));
}

TEST_CASE("what only a program knew that died is kept for it, until an older one is started after it") {
  DispatchedHouse house({.pool_size = 8, .events = {.poll_ms = 20}});
  const auto messages = [&] { return house.run_sql("select cardinality(messages) from bus.subscriber"); };
  auto older = house.dispatch({house.shelving("notes")});
  REQUIRE(eventually([&] { return messages() == "1"; }));
  {
    auto newer = house.dispatch({upgraded(house)});
    REQUIRE(eventually([&] { return messages() == "3"; }));
  }
  house.run_sql("select bus.agree(array(select id from bus.subscriber))");
  CHECK(messages() == "3");
  auto again = house.dispatch({house.shelving("notes")});
  CHECK(eventually([&] { return messages() == "1"; }));
}

TEST_CASE("taken back to the version before, the program goes on without what only the newer knew") {
  DispatchedHouse house({.events = {.poll_ms = 20}});
  {
    auto newer = house.dispatch({upgraded(house)});
    REQUIRE(eventually([&] { return newer->check().ok(); }));
  }
  REQUIRE(house.append("shelf.note_torn", 1, "pen").ok());
  REQUIRE(house.write("pen", 1).ok());
  auto older = house.dispatch({house.shelving("notes")});
  CHECK(eventually([&] { return house.handled("notes") == 1; }));
}
