#include "kernel/events/inspection.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "kernel/core/format.hpp"
#include "kernel/db/pool.hpp"
#include "support/house_migrations.hpp"
#include "support/test_database.hpp"

using namespace kontor;

namespace {

// A log with two topics of three partitions, filled by hand: positions are where a test wants them.
class WrittenLog {
 public:
  WrittenLog() {
    database_.run_sql(R"sql(
      insert into bus.topic (id, name, kind, partitions) overriding system value
      values (1, 'order-events', 'events', 3), (2, 'stock-events', 'events', 3))sql");
  }

  void add(int topic, int partition, std::int64_t position, const std::string& type = "t.happened") {
    database_.run_sql(format(R"sql(
      insert into bus.event (position, topic_id, partition, id, aggregatetype, aggregateid, type, version, time,
                             headers, payload)
      values ({}, {}, {}, '{}', 'thing', 'k', '{}', 2, '2026-03-01T09:30:00Z', '{{"actor": "ann"}}', '{{"n": {}}}'))sql",
                             position, topic, partition, id_of(position).str(), type, position));
  }

  std::string run_sql(const std::string& sql) { return database_.run_sql(sql); }

  static Uuid id_of(std::int64_t position) { return Uuid::v7(static_cast<std::uint64_t>(position), 0, 7); }

  db::Database bus() { return {pool_, "bus"}; }

 private:
  test::TestDatabase database_{test::house_migrations()};
  telemetry::Log log_{{.level = telemetry::LogLevel::off}};
  telemetry::Metrics metrics_;
  db::Pool pool_{database_.settings(), log_, metrics_};
};

using Positions = std::vector<std::int64_t>;

Positions positions_of(const std::vector<events::Event>& all) {
  Positions positions;
  for (const auto& event : all) positions.push_back(event.position);
  return positions;
}

// Everything behind `place`, in pages; `place` is then behind it.
Positions read_on(const events::Inspection& inspection, events::Cursor& place, const events::EventQuery& query) {
  Positions all;
  for (bool more = true; more;) {
    const auto page = inspection.after(place, query);
    REQUIRE(page);
    CHECK(page->events.size() <= static_cast<std::size_t>(query.limit));
    for (const auto position : positions_of(page->events)) all.push_back(position);
    place = page->next;
    more = page->has_more;
  }
  return all;
}

}  // namespace

TEST_CASE("reading page by page shows every event once, in the order of positions") {
  WrittenLog log;
  for (int position = 1; position <= 20; ++position) log.add(1 + position % 2, position % 3, position);
  const events::Inspection inspection(log.bus());
  Positions expected;
  for (int position = 1; position <= 20; ++position) expected.push_back(position);
  for (const int limit : {1, 3, 20, 100}) {
    CAPTURE(limit);
    events::Cursor place;
    CHECK(read_on(inspection, place, {.limit = limit}) == expected);
    CHECK(read_on(inspection, place, {.limit = limit}).empty());
  }
}

TEST_CASE("what commits late in another partition is not missed, though its position be lower") {
  WrittenLog log;
  log.add(1, 0, 10);
  log.add(2, 2, 12);
  const events::Inspection inspection(log.bus());
  events::Cursor place;
  CHECK(read_on(inspection, place, {}) == Positions{10, 12});
  log.add(1, 1, 5);
  log.add(2, 2, 13);
  CHECK(read_on(inspection, place, {}) == Positions{5, 13});
}

TEST_CASE("a page says whether there is more behind it") {
  WrittenLog log;
  for (int position = 1; position <= 3; ++position) log.add(1, 0, position);
  const events::Inspection inspection(log.bus());
  CHECK(inspection.after({}, {.limit = 2})->has_more);
  CHECK_FALSE(inspection.after({}, {.limit = 3})->has_more);
}

TEST_CASE("a topic and a type can be asked for") {
  WrittenLog log;
  for (int position = 1; position <= 9; ++position) {
    log.add(1 + position % 2, 0, position, position % 3 == 0 ? "t.third" : "t.other");
  }
  const events::Inspection inspection(log.bus());
  events::Cursor place;
  CHECK(read_on(inspection, place, {.topic = "stock-events"}) == Positions{1, 3, 5, 7, 9});
  place = {};
  CHECK(read_on(inspection, place, {.type = "t.third", .limit = 1}) == Positions{3, 6, 9});
  place = {};
  CHECK(read_on(inspection, place, {.topic = "stock-events", .type = "t.third"}) == Positions{3, 9});
  CHECK(positions_of(*inspection.newest({.type = "t.third", .limit = 2})) == Positions{6, 9});
}

TEST_CASE("a topic that is not there is an error that names those that are") {
  WrittenLog log;
  const events::Inspection inspection(log.bus());
  const auto page = inspection.after({}, {.topic = "oder-events"});
  REQUIRE_FALSE(page);
  REQUIRE(page.error().fields.size() == 1);
  CHECK(page.error().fields[0].pointer == "/topic");
  CHECK(page.error().fields[0].detail.find("order-events, stock-events") != std::string::npos);
}

TEST_CASE("the newest events come oldest first, whatever their partition") {
  WrittenLog log;
  for (int position = 1; position <= 9; ++position) log.add(1 + position % 2, position % 3, position);
  const events::Inspection inspection(log.bus());
  CHECK(positions_of(*inspection.newest({.limit = 4})) == Positions{6, 7, 8, 9});
  CHECK(positions_of(*inspection.newest({.limit = 100})).size() == 9);
}

TEST_CASE("behind the head is only what comes after it was asked for") {
  WrittenLog log;
  log.add(1, 0, 1);
  log.add(1, 1, 8);
  const events::Inspection inspection(log.bus());
  auto head = inspection.head();
  REQUIRE(head);
  log.add(1, 0, 4);
  log.add(2, 0, 5);
  CHECK(read_on(inspection, *head, {}) == Positions{4, 5});
}

TEST_CASE("an event is found by its id and by its place, with all that it holds") {
  WrittenLog log;
  log.add(1, 2, 1'000'001);
  log.add(1, 2, 7);
  const events::Inspection inspection(log.bus());
  const auto event = inspection.find(WrittenLog::id_of(7));
  REQUIRE(event);
  REQUIRE(*event);
  CHECK((*event)->topic == "order-events");
  CHECK((*event)->partition == 2);
  CHECK((*event)->version == 2);
  CHECK((*event)->aggregateid == "k");
  CHECK((*event)->headers.actor == "ann");
  CHECK((*event)->payload == R"({"n": 7})");
  CHECK(to_string((*event)->time) == "2026-03-01T09:30:00.000000Z");
  CHECK((*inspection.find("order-events", 2, 1'000'001))->id == WrittenLog::id_of(1'000'001));
  CHECK_FALSE(*inspection.find(Uuid::generate()));
  CHECK_FALSE(*inspection.find("order-events", 1, 7));
}

TEST_CASE("an event is found by its id without reading the log, also where the planner knows nothing of it") {
  WrittenLog log;
  log.run_sql(R"sql(
    alter table bus.event_0 set (autovacuum_enabled = off);
    insert into bus.event (position, topic_id, partition, id, aggregatetype, aggregateid, type, version, time, headers,
                           payload)
    select number, 1, number % 3, (lpad(to_hex(number), 12, '0') || '70008000000000000000')::uuid, 'thing', 'k', 't', 1,
      now(), '{}', jsonb_build_object('text', repeat('x', 200))
    from generate_series(1, 20000) as number)sql");
  log.run_sql(
      "select brin_summarize_new_values(indexrelid) from pg_index where indrelid = 'bus.event_0'::regclass"
      " and pg_get_indexdef(indexrelid) like '%brin%'");
  const auto plan = nlohmann::json::parse(
      log.run_sql("select place from bus.find_event('00000000-0001-7000-8000-000000000000');"
                  " explain (analyze, buffers, timing off, format json)"
                  " select place from bus.find_event('00000000-3039-7000-8000-000000000000')"))[0]["Plan"];
  CHECK(plan["Actual Rows"] == 1);
  const auto pages = std::stoi(log.run_sql("select pg_relation_size('bus.event_0') / 8192"));
  CHECK(plan["Shared Hit Blocks"].get<int>() + plan["Shared Read Blocks"].get<int>() < pages / 4);
  CHECK((*events::Inspection(log.bus()).find(*Uuid::parse("00000000-3039-7000-8000-000000000000")))->position == 12345);
}
