#include <catch2/catch.hpp>
#include <thread>

#include "kernel/events/event_house.hpp"
#include "support/sql.hpp"

using namespace kontor;
using namespace kontor::test;

namespace {

// Small tables, and the end of the first ones near.
void narrow(const EventHouse& house) {
  house.run_sql("update bus.layout set table_span = 1024; alter sequence bus.position restart with 1998000");
}

std::string tables(const EventHouse& house) {
  return house.run_sql("select count(*) from pg_inherits where inhparent = 'bus.event'::regclass");
}

// How many of the events were published.
int append_from_many_writers(EventHouse& house, int writers, int transactions, int batch) {
  std::atomic<int> published{0};
  std::vector<std::thread> threads;
  for (int w = 0; w < writers; ++w) {
    threads.emplace_back([&, w] {
      for (int t = 0; t < transactions; ++t) {
        const auto done = house.shelf.transact([&](db::Tx& tx) -> Result<void> {
          for (int i = 0; i < batch; ++i) {
            house.log.publish(tx, std::to_string(w * 1000 + i), NoteWritten{t * batch + i, ""});
          }
          return {};
        });
        if (done) published += batch;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  return published;
}

}  // namespace

TEST_CASE("the log makes its own room, many writers at once, while a backup reads it") {
  EventHouse house({.pool_size = 8});
  narrow(house);
  SqlSession backup(house.database.settings().owner_url);
  backup.run("begin isolation level repeatable read; lock table bus.event in access share mode");
  const auto seen = backup.run("select count(*) from bus.event");
  CHECK(append_from_many_writers(house, 8, 50, 20) == 8000);
  CHECK(house.run_sql("select count(*) from bus.event") == "8000");
  CHECK(house.run_sql("select max(position) - min(position) >= 7999 and max(position) > 2004000 from bus.event") ==
        "t");
  CHECK(backup.run("select count(*) from bus.event") == seen);
}

TEST_CASE("while somebody holds the lock that room takes, appends go on in the room that there is") {
  EventHouse house({.lock_timeout_ms = 200});
  narrow(house);
  house.run_sql("select setval('bus.position', 1999000)");
  SqlSession analyze(house.database.settings().owner_url);
  analyze.run("begin; lock table bus.event in share update exclusive mode");
  CHECK(append_from_many_writers(house, 1, 20, 10) == 200);
  CHECK(tables(house) == "2");
  analyze.run("commit");
  CHECK(append_from_many_writers(house, 1, 1, 1) == 1);
  CHECK(tables(house) == "4");
}

TEST_CASE("a transaction that is larger than a table finds room") {
  EventHouse house;
  narrow(house);
  CHECK(append_from_many_writers(house, 1, 1, 10000) == 10000);
  CHECK(append_from_many_writers(house, 1, 1, 10000) == 10000);
  CHECK(house.run_sql("select count(*) from bus.event") == "20000");
}

TEST_CASE("however many large transactions append at once, none is turned away for want of room") {
  EventHouse house({.pool_size = 24, .lock_timeout_ms = 60000, .statement_timeout_ms = 60000});
  narrow(house);
  CHECK(append_from_many_writers(house, 24, 2, 1000) == 48000);
  CHECK(house.run_sql("select count(*) from bus.event") == "48000");
}

TEST_CASE("a sequence that was moved finds room at the next append") {
  EventHouse house;
  narrow(house);
  house.run_sql("select setval('bus.position', 2100000)");
  CHECK(house.write("a", 1));
  CHECK(house.run_sql("select max(position) from bus.event") == "2100001");
}
