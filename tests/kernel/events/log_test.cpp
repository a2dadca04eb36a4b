#include "kernel/events/log.hpp"

#include <catch2/catch.hpp>
#include <numeric>
#include <set>
#include <stdexcept>

#include "kernel/core/failpoint.hpp"
#include "kernel/db/errors.hpp"
#include "kernel/db/failpoints.hpp"
#include "kernel/events/event_house.hpp"
#include "kernel/events/failpoints.hpp"
#include "kernel/telemetry/origin.hpp"
#include "kernel/telemetry/trace.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using namespace kontor::test;

namespace {

constexpr std::string_view kInsertNote = "insert into shelf.note (number, key) values ($1, $2)";

Result<void> insert_and_publish(EventHouse& house, std::int64_t number, Result<void> outcome = {}) {
  return house.shelf.transact([&](db::Tx& tx) -> Result<void> {
    tx.post(kInsertNote, number, "a");
    house.log.publish(tx, "a", NoteWritten{number, "words"});
    return outcome;
  });
}

std::uint64_t round_trips(EventHouse& house) {
  const auto counts = house.metrics
                          .histogram("kontor_db_statement_seconds", "One round trip to PostgreSQL.",
                                     telemetry::latency_bounds_seconds(), {{"pool", "primary"}})
                          .counts();
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

std::string refusal(EventHouse& house, std::string_view sql) {
  try {
    const auto rows = house.shelf.read(sql);
    return rows ? "allowed" : rows.error().code;
  } catch (const db::StatementFailed& failure) {
    return failure.sqlstate();
  }
}

struct Armed {
  explicit Armed(std::string_view plan) { REQUIRE(failpoints::arm(plan)); }
  ~Armed() { failpoints::disarm(); }
};

}  // namespace

TEST_CASE("state and the news of it are there together, or neither is") {
  EventHouse house;
  REQUIRE(insert_and_publish(house, 1));
  CHECK(insert_and_publish(house, 2, conflict("changed_mind", "")).error().code == "changed_mind");
  CHECK_THROWS_AS(insert_and_publish(house, 1), db::Violation);
  CHECK(house.run_sql("select string_agg(number::text, ' ') from shelf.note") == "1");
  CHECK(house.run_sql("select string_agg(payload ->> 'number', ' ') from bus.event") == "1");
}

TEST_CASE("an event has all that its readers and Debezium's outbox connector want to know") {
  EventHouse house;
  REQUIRE(insert_and_publish(house, 7));
  CHECK(house.run_sql("select concat_ws('|', name, kind, partitions, aggregatetype, aggregateid, type, version,"
                      " payload ->> 'text') from bus.event join bus.topic on topic.id = topic_id") ==
        "note-events|events|4|note|a|shelf.note_written|1|words");
  CHECK(house.run_sql("select count(*) from bus.event where time between now() - interval '1 min' and now()"
                      " and id is not null and position > 0") == "1");
}

TEST_CASE("headers say on whose behalf an event was published") {
  EventHouse house;
  const telemetry::Origin origin{"correlation", "causation", "customer_1"};
  const auto trace = telemetry::TraceContext::start();
  {
    const telemetry::OriginScope scope(origin);
    const telemetry::TraceScope traced(trace);
    REQUIRE(insert_and_publish(house, 1));
  }
  CHECK(house.run_sql("select concat_ws('|', headers ->> 'correlation_id', headers ->> 'causation_id',"
                      " headers ->> 'actor') from bus.event") == "correlation|causation|customer_1");
  CHECK_THAT(house.run_sql("select headers ->> 'traceparent' from bus.event"),
             Catch::Contains(std::string(trace.trace())));
}

TEST_CASE("what a transaction publishes is one statement that travels with its COMMIT") {
  EventHouse house;
  house.run_sql(
      "create table public.statements (rows bigint);"
      "create function public.note() returns trigger language plpgsql security definer as"
      " 'begin insert into public.statements select count(*) from fresh; return null; end';"
      "create trigger counting after insert on bus.event referencing new table as fresh"
      " for each statement execute function public.note()");
  REQUIRE(house.log.topics());
  REQUIRE(insert_and_publish(house, 1));  // the session and its prepared statements
  house.run_sql("truncate public.statements");

  const auto before = round_trips(house);
  REQUIRE(house.shelf.transact([&](db::Tx& tx) -> Result<void> {
    tx.post(kInsertNote, 2, "a");
    for (int i = 0; i < 100; ++i) house.log.publish(tx, "key " + std::to_string(i), NoteWritten{i, "words"});
    house.log.publish(tx, "shelf 1", TidyUp{"shelf 1"});
    return {};
  }));
  CHECK(round_trips(house) - before == 1);
  CHECK(house.run_sql("select string_agg(rows::text, ' ') from public.statements") == "101");
}

TEST_CASE("within a key, positions are in the order of publishing") {
  EventHouse house;
  REQUIRE(house.shelf.transact([&](db::Tx& tx) -> Result<void> {
    for (int i = 0; i < 50; ++i) house.log.publish(tx, i % 2 == 0 ? "even" : "odd", NoteWritten{i, ""});
    return {};
  }));
  CHECK(house.run_sql("select string_agg(payload ->> 'number', ' ' order by position) from bus.event"
                      " where aggregateid = 'even'") ==
        "0 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30 32 34 36 38 40 42"
        " 44 46 48");
}

TEST_CASE("where a key goes is the same for good") {
  CHECK(events::partition_of("a", 16) == 12);
  CHECK(events::partition_of("", 16) == 5);
  std::set<int> used;
  for (int i = 0; i < 400; ++i) used.insert(events::partition_of(Uuid::generate().str(), 16));
  CHECK(used.size() == 16);
  CHECK(*used.begin() == 0);
  CHECK(*used.rbegin() == 15);
}

TEST_CASE("a module appends through the kernel's function and touches no table of the log") {
  EventHouse house;
  REQUIRE(insert_and_publish(house, 1));
  CHECK(refusal(house, "select id from bus.event") == "42501");
  CHECK(refusal(house, "insert into bus.topic (id, name, kind, partitions) values (9, 'x', 'events', 1)") == "42501");
  CHECK(refusal(house, "delete from bus.event") == "42501");
  CHECK(refusal(house, "update bus.layout set room_until = 0") == "42501");
  CHECK(refusal(house, "select nextval('bus.position')") == "42501");
}

TEST_CASE("a topic keeps the number of partitions that it was made with") {
  EventHouse house;
  REQUIRE(house.log.topics());
  telemetry::Metrics metrics;
  const events::Topic wider{"note-events", events::Topic::Kind::events, 64};
  const events::Topic newer{"aisle-events", events::Topic::Kind::events, 8};
  events::Log other(house.bus, {newer, wider}, {}, house.clock, metrics);
  const auto topics = other.topics();
  REQUIRE(topics);
  CHECK((*topics)[0].topic.partitions == 8);
  CHECK((*topics)[0].id == 3);
  CHECK((*topics)[1].topic.partitions == 4);
}

TEST_CASE("the first transaction of all needs no second session to learn the topics") {
  EventHouse house({.pool_size = 1});
  REQUIRE(insert_and_publish(house, 1));
  CHECK(house.run_sql("select count(*) from bus.event") == "1");
}

TEST_CASE("topics whose registration was rolled back are registered again") {
  EventHouse house;
  {
    const Armed armed("db.before_commit=fail");
    CHECK_THROWS_AS(insert_and_publish(house, 1), FailpointHit);
  }
  CHECK(house.run_sql("select count(*) from bus.topic") == "0");
  REQUIRE(insert_and_publish(house, 2));
  CHECK(house.run_sql("select string_agg(payload ->> 'number', ' ') from bus.event") == "2");
}

TEST_CASE("listeners hear of commits, with the partitions, and of nothing else") {
  EventHouse house;
  std::vector<events::Partition> heard;
  std::vector<std::string> types;
  house.log.on_appended([&](std::span<const events::Appended> appended) {
    for (const auto& one : appended) {
      heard.push_back(one.partition);
      types.emplace_back(one.type);
    }
  });
  REQUIRE_FALSE(insert_and_publish(house, 1, conflict("no", "")));
  CHECK(heard.empty());
  REQUIRE(house.shelf.transact([&](db::Tx& tx) -> Result<void> {
    for (int i = 0; i < 3; ++i) house.log.publish(tx, "a", NoteWritten{i, ""});
    house.log.publish(tx, "a", TidyUp{"a"});
    return {};
  }));
  const auto topics = house.log.topics();
  const events::Partition note{(*topics)[0].id, events::partition_of("a", 4)};
  const events::Partition errand{(*topics)[1].id, events::partition_of("a", 2)};
  CHECK(std::set<events::Partition>(heard.begin(), heard.end()) == std::set{note, errand});
  CHECK(heard.size() == 2);
  CHECK(std::set<std::string>(types.begin(), types.end()) ==
        std::set<std::string>{std::string(NoteWritten::kMessage.name), std::string(TidyUp::kMessage.name)});
}

TEST_CASE("what fails before COMMIT leaves nothing; what fails behind it leaves all and only wakes nobody") {
  EventHouse house;
  int heard = 0;
  house.log.on_appended([&](std::span<const events::Appended>) { ++heard; });
  for (const std::string point : {"events.before_append", "db.before_commit", "db.after_commit"}) {
    const Armed armed(point + "=fail");
    CHECK_THROWS_AS(insert_and_publish(house, 1), FailpointHit);
    const std::string there = point == "db.after_commit" ? "1 1" : "0 0";
    CHECK(house.run_sql("select (select count(*) from shelf.note) || ' ' || (select count(*) from bus.event)") ==
          there);
  }
  CHECK(heard == 0);
}

TEST_CASE("a transaction publishes no more than the settings allow") {
  EventHouse house({.events = {.max_events_per_transaction = 3, .max_payload_bytes = 1024}});
  const auto publish = [&](int count, std::size_t bytes) {
    return house.shelf.transact([&](db::Tx& tx) -> Result<void> {
      for (int i = 0; i < count; ++i) house.log.publish(tx, "a", NoteWritten{i, std::string(bytes, 'x')});
      return {};
    });
  };
  CHECK(publish(3, 100));
  CHECK_THROWS_AS(publish(4, 1), std::length_error);
  CHECK_THROWS_AS(publish(2, 600), std::length_error);
  CHECK(house.run_sql("select count(*) from bus.event") == "3");
}

TEST_CASE("without a database, publishing and learning the topics are unavailable, and work when it is back") {
  EventHouse house;
  const auto name = house.run_sql("select current_database()");
  house.run_sql("alter database " + name + " connection limit 0");
  CHECK(house.log.topics().error().kind == ErrorKind::unavailable);
  CHECK(insert_and_publish(house, 1).error().kind == ErrorKind::unavailable);
  house.run_sql("alter database " + name + " connection limit -1");
  CHECK(eventually([&] { return insert_and_publish(house, 1).ok(); }));
  CHECK(house.log.topics().ok());
}

TEST_CASE("published events are counted by topic") {
  EventHouse house;
  REQUIRE(insert_and_publish(house, 1));
  CHECK_THAT(house.metrics.render(),
             Catch::Contains("kontor_events_appended_total{topic=\"note-events\"} 1\n") &&
                 Catch::Contains("kontor_events_appended_total{topic=\"errand-commands\"} 0\n"));
}
