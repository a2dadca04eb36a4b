#include <catch2/catch.hpp>

#include "kernel/core/format.hpp"
#include "kernel/events/event_house.hpp"

using namespace kontor;
using test::EventHouse;

namespace {

// Events of two partitions whose times ascend but for what clocks do: some differ by minutes, one runs a day ahead, one
// stands still.
void write_history(EventHouse& house, int events) {
  REQUIRE(house.log.topics().ok());
  house.run_sql(format(R"sql(
    insert into bus.event (position, topic_id, partition, id, aggregatetype, aggregateid, type, version, time, headers,
                           payload)
    select number, topic.id, number % 2, gen_random_uuid(), 'note', 'pen', 'shelf.note_written', 1,
      timestamptz '2026-01-01' + number * interval '1 second'
        + case when number % 97 = 0 then interval '1 day' when number % 89 = 0 then interval '-3 hours'
            else (hashint8(number) % 300) * interval '1 second' end,
      '{{}}', '{{}}'
    from generate_series(1, {}) as number, bus.topic where topic.name = 'note-events')sql",
                       events));
}

void set_all_milestones(const EventHouse& house, int stretch) {
  while (house.run_sql(format("select bus.set_milestones({})", stretch)) != "0") {
  }
}

// For how many moments around the history milestones lead elsewhere than reading everything does.
std::string astray(const EventHouse& house) {
  return house.run_sql(R"sql(
    select count(*)
    from generate_series(timestamptz '2025-12-31 20:00', timestamptz '2026-01-02 03:00', interval '173 seconds') as moment,
      generate_series(0, 1) as part, bus.topic
    where topic.name = 'note-events' and bus.first_since(topic.id, part::smallint, moment) is distinct from (
      select min(position) from bus.event
      where event.topic_id = topic.id and event.partition = part and time >= moment))sql");
}

}  // namespace

TEST_CASE("the first event since a time is found, whatever the clocks of who published showed") {
  EventHouse house;
  write_history(house, 6050);
  CHECK(astray(house) == "0");
  set_all_milestones(house, 100);
  CHECK(house.run_sql("select count(*) from bus.milestone") == "60");
  CHECK(astray(house) == "0");
}

TEST_CASE("events are counted by their milestones, to the very position") {
  EventHouse house;
  write_history(house, 1234);
  set_all_milestones(house, 100);
  CHECK(house.run_sql(R"sql(
    select count(*) from generate_series(0, 1300) as place, generate_series(0, 1) as part, bus.topic
    where topic.name = 'note-events' and bus.events_upto(topic.id, part::smallint, place) <> (
      select count(*) from bus.event
      where event.topic_id = topic.id and event.partition = part and position <= place))sql") == "0");
}
