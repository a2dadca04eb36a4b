#include "kernel/events/store/tail_reads.hpp"

#include <map>

#include "kernel/events/store/log_reads.hpp"

namespace kontor::events::store {

namespace {

// Not "set": the session would give up its role with its settings.
constexpr std::string_view kDurable = "select pg_catalog.set_config('synchronous_commit', 'on', false)";

constexpr std::string_view kFlush = "select bus.flush()";

constexpr std::string_view kHeads = R"sql(
  select topic.id as topic_id, number::smallint as partition, coalesce(newest.position, 0) as position
  from bus.topic as topic
  cross join generate_series(0, topic.partitions - 1) as number
  left join lateral (
    select event.position
    from bus.event as event
    where event.topic_id = topic.id and event.partition = number::smallint
    order by event.position desc
    limit 1
  ) as newest on true
  where topic.id = any ($1::smallint[]))sql";

// What is visible was committed before the statement's snapshot, so it is below the end of the log as the statement
// sees it. What no relaxed transaction appended was flushed before it became visible, and with it all that was
// committed before. Where it is too much, each partition has its first events before others have more.
constexpr std::string_view kRead = R"sql(
  select fresh.topic_id, fresh.position, topic.name as topic, fresh.partition, fresh.id, fresh.aggregatetype,
    fresh.aggregateid, fresh.type, fresh.version, fresh.time, fresh.headers, fresh.payload,
    not (fresh.headers ? 'relaxed')
      or (select pg_catalog.pg_current_wal_insert_lsn() <= pg_catalog.pg_current_wal_flush_lsn()) as flushed,
    fresh.weight_of_all > $5 as cut
  from (
    select found.topic_id, found.position, found.partition, found.id, found.aggregatetype, found.aggregateid,
      found.type, found.version, found.time, found.headers, found.payload, row_number() over upto as number,
      sum(found.weight) over upto as weight, sum(found.weight) over () as weight_of_all
    from unnest($1::smallint[], $2::smallint[], $3::bigint[]) as place(topic_id, partition, position)
    cross join lateral (
      select event.topic_id, event.position, event.partition, event.id, event.aggregatetype, event.aggregateid,
        event.type, event.version, event.time, event.headers, event.payload, bus.weight(event.payload) as weight,
        row_number() over (order by event.position) as number
      from bus.event as event
      where event.topic_id = place.topic_id and event.partition = place.partition and event.position > place.position
      order by event.position
      limit $4
    ) as found
    window upto as (order by found.number, found.topic_id, found.partition)
  ) as fresh
  join bus.topic as topic on topic.id = fresh.topic_id
  where fresh.number = 1 or fresh.weight <= $5
  order by fresh.topic_id, fresh.partition, fresh.position)sql";

Partition partition_of(const db::Row& row) {
  return {row.get<std::int16_t>("topic_id"), row.get<std::int16_t>("partition")};
}

Result<void> only_done(const Result<db::Rows>& rows) {
  return rows ? Result<void>() : rows.error();
}

}  // namespace

Result<void> demand_durability(db::OwnSession& session) {
  return only_done(session.read(kDurable));
}

Result<void> flush(db::OwnSession& session) {
  return only_done(session.read(kFlush));
}

Result<Cursor::Places> heads(db::OwnSession& session, const std::vector<int>& topic_ids) {
  const auto rows = session.read(kHeads, topic_ids);
  if (!rows) return rows.error();
  Cursor::Places places;
  for (const auto& row : *rows) places[partition_of(row)] = row.get<std::int64_t>("position");
  return places;
}

Result<TailBatch> read_tail(db::OwnSession& session, const Cursor::Places& places, const TailLimits& limits) {
  std::vector<int> topic_ids;
  std::vector<int> partitions;
  std::vector<std::int64_t> positions;
  for (const auto& [partition, position] : places) {
    topic_ids.push_back(partition.topic_id);
    partitions.push_back(partition.number);
    positions.push_back(position);
  }
  const auto rows = session.read(kRead, topic_ids, partitions, positions, limits.events_per_partition, limits.bytes);
  if (!rows) return rows.error();
  TailBatch batch;
  batch.flushed = true;
  std::map<Partition, int> counts;
  bool cut = false;
  for (const auto& row : *rows) {
    const auto partition = partition_of(row);
    batch.flushed = batch.flushed && row.get<bool>("flushed");
    batch.events.push_back(event_from(row));
    batch.places[partition] = batch.events.back().position;
    cut = row.get<bool>("cut");
    if (++counts[partition] == limits.events_per_partition && !cut) batch.more.push_back(partition);
  }
  if (cut) {
    for (const auto& [partition, position] : places) batch.more.push_back(partition);
  }
  return batch;
}

}  // namespace kontor::events::store
