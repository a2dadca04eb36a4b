#include "kernel/events/store/log_reads.hpp"

#include "kernel/core/format.hpp"
#include "kernel/json/json.hpp"

namespace kontor::events::store {

namespace {

// Each partition is one walk along its key; only what the order of positions needs is read, payloads are not.
constexpr std::string_view kGlimpse = R"sql(
  with place as (
    select topic.id as topic_id, number::smallint as partition, given.position
    from bus.topic as topic
    cross join generate_series(0, topic.partitions - 1) as number
    left join unnest($1::smallint[], $2::smallint[], $3::bigint[]) as given(topic_id, partition, position)
      on given.topic_id = topic.id and given.partition = number
    where $4::text is null or topic.name = $4
  )
  select place.topic_id, place.partition, found.position, found.type
  from place
  cross join lateral (
    select event.position, event.type
    from bus.event as event
    where event.topic_id = place.topic_id and event.partition = place.partition
      and event.position {0} coalesce(place.position, {1})
    order by event.position {2}
    limit $5
  ) as found
  order by found.position {2}
  limit $5)sql";

constexpr std::string_view kHead = R"sql(
  select topic.id as topic_id, number::smallint as partition, newest.position
  from bus.topic as topic
  cross join generate_series(0, topic.partitions - 1) as number
  cross join lateral (
    select event.position
    from bus.event as event
    where event.topic_id = topic.id and event.partition = number::smallint
    order by event.position desc
    limit 1
  ) as newest
  where $1::text is null or topic.name = $1)sql";

constexpr std::string_view kColumns = R"sql(
  select event.position, topic.name as topic, event.partition, event.id, event.aggregatetype, event.aggregateid,
    event.type, event.version, event.time, event.headers, event.payload)sql";

constexpr std::string_view kChosen = R"sql(
  from unnest($1::smallint[], $2::smallint[], $3::bigint[]) as chosen(topic_id, partition, position)
  join bus.event as event
    on event.topic_id = chosen.topic_id and event.partition = chosen.partition and event.position = chosen.position
  join bus.topic as topic on topic.id = event.topic_id
  order by event.position)sql";

constexpr std::string_view kById = R"sql(
  from bus.find_event($1) as found
  join bus.event as event
    on event.topic_id = found.topic_id and event.partition = found.partition and event.position = found.place
  join bus.topic as topic on topic.id = event.topic_id)sql";

constexpr std::string_view kByPlace = R"sql(
  from bus.topic as topic
  join bus.event as event on event.topic_id = topic.id and event.partition = $2::smallint and event.position = $3
  where topic.name = $1)sql";

std::string events_where(std::string_view rest) {
  return std::string(kColumns) + std::string(rest);
}

Result<std::vector<Event>> events_from(const Result<db::Rows>& rows) {
  if (!rows) return rows.error();
  std::vector<Event> events;
  for (const auto& row : *rows) events.push_back(event_from(row));
  return events;
}

// Three columns of one length, as parameters.
struct Columns {
  std::vector<int> topic_ids;
  std::vector<int> partitions;
  std::vector<std::int64_t> positions;

  void add(const Partition& partition, std::int64_t position) {
    topic_ids.push_back(partition.topic_id);
    partitions.push_back(partition.number);
    positions.push_back(position);
  }
};

Partition partition_from(const db::Row& row) {
  return {row.get<std::int16_t>("topic_id"), row.get<std::int16_t>("partition")};
}

}  // namespace

Event event_from(const db::Row& row) {
  auto headers = json::read<Headers>(row.get<db::JsonText>("headers").text, {.unknown = json::Unknown::ignore});
  return {.position = row.get<std::int64_t>("position"),
          .topic = row.get<std::string>("topic"),
          .partition = row.get<std::int16_t>("partition"),
          .id = row.get<Uuid>("id"),
          .aggregatetype = row.get<std::string>("aggregatetype"),
          .aggregateid = row.get<std::string>("aggregateid"),
          .type = row.get<std::string>("type"),
          .version = row.get<std::int16_t>("version"),
          .time = row.get<Timestamp>("time"),
          .headers = headers ? *std::move(headers) : Headers{},
          .payload = row.get<db::JsonText>("payload").text};
}

Result<std::vector<Glimpse>> glimpse(const db::Database& bus, const Places& places, Direction direction,
                                     const std::optional<std::string>& topic, int limit) {
  static const std::string forward = format(kGlimpse, ">", "0", "asc");
  static const std::string backward = format(kGlimpse, "<", "9223372036854775807", "desc");
  Columns given;
  for (const auto& [partition, position] : places) given.add(partition, position);
  const auto rows = bus.read(direction == Direction::forward ? forward : backward, given.topic_ids, given.partitions,
                             given.positions, topic, limit);
  if (!rows) return rows.error();
  std::vector<Glimpse> found;
  for (const auto& row : *rows) {
    found.push_back({partition_from(row), row.get<std::int64_t>("position"), row.get<std::string>("type")});
  }
  return found;
}

Result<std::vector<Event>> fetch(const db::Database& bus, const std::vector<Glimpse>& entries) {
  if (entries.empty()) return std::vector<Event>{};
  Columns chosen;
  for (const auto& entry : entries) chosen.add(entry.partition, entry.position);
  static const std::string statement = events_where(kChosen);
  return events_from(bus.read(statement, chosen.topic_ids, chosen.partitions, chosen.positions));
}

Result<Cursor> head(const db::Database& bus, const std::optional<std::string>& topic) {
  const auto rows = bus.read(kHead, topic);
  if (!rows) return rows.error();
  Cursor cursor;
  for (const auto& row : *rows) cursor.advance(partition_from(row), row.get<std::int64_t>("position"));
  return cursor;
}

Result<std::vector<Event>> by_id(const db::Database& bus, const Uuid& id) {
  static const std::string statement = events_where(kById);
  return events_from(bus.read(statement, id));
}

Result<std::vector<Event>> by_place(const db::Database& bus, const std::string& topic, int partition,
                                    std::int64_t position) {
  static const std::string statement = events_where(kByPlace);
  return events_from(bus.read(statement, topic, partition, position));
}

Result<std::vector<std::string>> topic_names(const db::Database& bus) {
  const auto rows = bus.read(R"sql(
    select topic.name
    from bus.topic as topic
    order by topic.name)sql");
  if (!rows) return rows.error();
  std::vector<std::string> names;
  for (const auto& row : *rows) names.push_back(row.get<std::string>("name"));
  return names;
}

}  // namespace kontor::events::store
