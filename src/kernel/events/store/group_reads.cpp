#include "kernel/events/store/group_reads.hpp"

#include <algorithm>

namespace kontor::events::store {

namespace {

constexpr std::chrono::minutes kLongestPlan{10};

constexpr std::string_view kStates = R"sql(
  select subscriber.name, subscriber.rebuildable, subscriber.paused, topic.name as topic, subscription.partition,
    coalesce(newest.position, 0) as place, coalesce(head.position, 0) as head, behind.events as lag_events,
    greatest(coalesce(extract(epoch from kernel.now() - behind.oldest), 0), 0)::float8 as lag_seconds,
    coalesce(retry.attempts, 0)::integer as attempts, retry.next_at as retry_at,
    coalesce(nullif(concat_ws(': ', retry.error_code, nullif(retry.error_detail, '')), ''), '') as error,
    letters.dead, letters.queued
  from bus.subscriber
  left join bus.subscription on subscription.group_id = subscriber.id
  left join bus.topic on topic.id = subscription.topic_id
  left join lateral (
    select place.position
    from bus.place
    where place.group_id = subscription.group_id and place.topic_id = subscription.topic_id
      and place.partition = subscription.partition
    order by place.position desc
    limit 1
  ) as newest on true
  left join lateral (
    select event.position
    from bus.event
    where event.topic_id = subscription.topic_id and event.partition = subscription.partition
    order by event.position desc
    limit 1
  ) as head on true
  cross join lateral (
    select count(*) as events, min(next_event.time) as oldest
    from (
      select event.time
      from bus.event
      where event.topic_id = subscription.topic_id and event.partition = subscription.partition
        and event.position > coalesce(newest.position, 0)
      order by event.position
      limit 100000) as next_event
  ) as behind
  left join bus.retry on retry.group_id = subscription.group_id and retry.topic_id = subscription.topic_id
    and retry.partition = subscription.partition
  cross join lateral (
    select count(*) filter (where letter.dead) as dead, count(*) filter (where not letter.dead) as queued
    from bus.dead_letter as letter
    where letter.group_id = subscriber.id and letter.topic_id = subscription.topic_id
      and letter.partition = subscription.partition
  ) as letters
  where $1::text is null or subscriber.name = $1
  order by subscriber.name, topic.name, subscription.partition)sql";

constexpr std::string_view kLetters = R"sql(
  select subscriber.id::bigint as group_id, subscriber.name as group_name, letter.position, topic.name as topic,
    letter.partition, event.id as event_id, event.type, event.version, event.aggregatetype, event.aggregateid,
    letter.dead, letter.attempts, letter.error_code, letter.error_detail, event.time, letter.since, letter.next_at,
    event.headers::text as headers, event.payload::text as payload
  from bus.dead_letter as letter
  join bus.subscriber on subscriber.id = letter.group_id
  join bus.topic on topic.id = letter.topic_id
  join bus.event on event.topic_id = letter.topic_id and event.partition = letter.partition
    and event.position = letter.position
  where ($1::text is null or subscriber.name = $1) and ($2::boolean is null or letter.dead = $2)
    and ($3::bigint is null or letter.position = $3) and (letter.group_id, letter.position) > ($4::bigint, $5::bigint)
  order by letter.group_id, letter.position
  limit $6)sql";

constexpr std::string_view kTarget = R"sql(
  select subscriber.id as group_id, topic.id as topic_id, topic.name as topic, subscription.partition,
    coalesce(head.position, 0) as upto, start.place,
    bus.events_upto(topic.id, subscription.partition, coalesce(head.position, 0)) - before.events as events,
    before.events as left_out, letters.number as letters
  from bus.subscriber
  join bus.subscription on subscription.group_id = subscriber.id
  join bus.topic on topic.id = subscription.topic_id
  left join lateral (
    select event.position
    from bus.event
    where event.topic_id = subscription.topic_id and event.partition = subscription.partition
    order by event.position desc
    limit 1
  ) as head on true
  cross join lateral (
    select case when $2::timestamptz is null then 0
      else coalesce(bus.first_since(topic.id, subscription.partition, $2) - 1, head.position, 0) end as place
  ) as start
  cross join lateral (
    select bus.events_upto(topic.id, subscription.partition, start.place) as events
  ) as before
  cross join lateral (
    select count(*) as number
    from bus.dead_letter as letter
    where letter.group_id = subscriber.id and letter.topic_id = topic.id and letter.partition = subscription.partition
  ) as letters
  where subscriber.name = $1
  order by topic.name, subscription.partition)sql";

constexpr std::string_view kPlaces = R"sql(
  select topic.name as topic, subscription.partition, coalesce(newest.position, 0) as place
  from bus.subscriber
  join bus.subscription on subscription.group_id = subscriber.id
  join bus.topic on topic.id = subscription.topic_id
  left join lateral (
    select place.position
    from bus.place
    where place.group_id = subscription.group_id and place.topic_id = subscription.topic_id
      and place.partition = subscription.partition
    order by place.position desc
    limit 1
  ) as newest on true
  where subscriber.name = $1)sql";

void add_partition(GroupState& group, const db::Row& row) {
  group.partitions.push_back({.topic = row.get<std::string>("topic"),
                              .partition = row.get<std::int16_t>("partition"),
                              .place = row.get<std::int64_t>("place"),
                              .head = row.get<std::int64_t>("head"),
                              .lag_events = row.get<std::int64_t>("lag_events"),
                              .lag_seconds = row.get<double>("lag_seconds"),
                              .attempts = row.get<std::int32_t>("attempts"),
                              .retry_at = row.get<std::optional<Timestamp>>("retry_at"),
                              .error = row.get<std::string>("error")});
  const auto& added = group.partitions.back();
  group.lag_events += added.lag_events;
  group.lag_seconds = std::max(group.lag_seconds, added.lag_seconds);
  group.dead_letters += row.get<std::int64_t>("dead");
  group.queued += row.get<std::int64_t>("queued");
}

Letter letter_from(const db::Row& row) {
  return {.place = {row.get<std::int64_t>("group_id"), row.get<std::int64_t>("position")},
          .letter = {.group = row.get<std::string>("group_name"),
                     .position = row.get<std::int64_t>("position"),
                     .topic = row.get<std::string>("topic"),
                     .partition = row.get<std::int16_t>("partition"),
                     .event_id = row.get<Uuid>("event_id"),
                     .type = row.get<std::string>("type"),
                     .version = row.get<std::int16_t>("version"),
                     .aggregatetype = row.get<std::string>("aggregatetype"),
                     .aggregateid = row.get<std::string>("aggregateid"),
                     .state = row.get<bool>("dead") ? DeadLetter::State::dead : DeadLetter::State::queued,
                     .attempts = row.get<std::int16_t>("attempts"),
                     .error_code = row.get<std::string>("error_code"),
                     .error_detail = row.get<std::string>("error_detail"),
                     .time = row.get<Timestamp>("time"),
                     .since = row.get<Timestamp>("since"),
                     .next_at = row.get<std::optional<Timestamp>>("next_at")},
          .headers = row.get<std::string>("headers"),
          .payload = row.get<std::string>("payload")};
}

void add_part(ReplayTarget& target, const db::Row& row) {
  target.group_id = row.get<std::int16_t>("group_id");
  target.topic_ids.push_back(row.get<std::int16_t>("topic_id"));
  target.partitions.push_back(row.get<std::int16_t>("partition"));
  target.places.push_back(row.get<std::int64_t>("place"));
  target.plan.parts.push_back({.topic = row.get<std::string>("topic"),
                               .partition = target.partitions.back(),
                               .from = target.places.back(),
                               .upto = row.get<std::int64_t>("upto"),
                               .events = row.get<std::int64_t>("events")});
  target.plan.events += target.plan.parts.back().events;
  target.plan.left_out += row.get<std::int64_t>("left_out");
  target.plan.dead_letters += row.get<std::int64_t>("letters");
}

}  // namespace

Result<std::vector<GroupState>> group_states(const db::Database& bus, const std::optional<std::string>& group) {
  const auto rows = bus.read(kStates, group);
  if (!rows) return rows.error();
  std::vector<GroupState> groups;
  for (const auto& row : *rows) {
    const auto name = row.get<std::string_view>("name");
    if (groups.empty() || groups.back().name != name) {
      groups.push_back({.name = std::string(name),
                        .rebuildable = row.get<bool>("rebuildable"),
                        .paused = row.get<bool>("paused"),
                        .partitions = {}});
    }
    if (row.get<std::optional<std::string_view>>("topic")) add_partition(groups.back(), row);
  }
  return groups;
}

Result<std::vector<Letter>> letters(const db::Database& bus, const LetterQuery& query) {
  const auto rows = bus.read(kLetters, query.group, query.dead, query.position, query.after.group_id,
                             query.after.position, query.limit);
  if (!rows) return rows.error();
  std::vector<Letter> found;
  for (const auto& row : *rows) found.push_back(letter_from(row));
  return found;
}

Result<void> known(const db::Database& bus, const std::string& group) {
  const auto rows = bus.read("select from bus.subscriber where name = $1", group);
  if (!rows) return rows.error();
  return rows->empty() ? not_found("group") : Result<void>();
}

Result<std::map<PartitionName, std::int64_t>> places(const db::Database& bus, const std::string& group) {
  const auto rows = bus.read(kPlaces, group);
  if (!rows) return rows.error();
  std::map<PartitionName, std::int64_t> found;
  for (const auto& row : *rows) {
    found[{row.get<std::string>("topic"), row.get<std::int16_t>("partition")}] = row.get<std::int64_t>("place");
  }
  return found;
}

Result<ReplayTarget> replay_target(db::Database bus, const std::string& group, std::optional<Timestamp> from) {
  return bus.transact([&](db::Tx& tx) -> Result<ReplayTarget> {
    tx.be_patient(kLongestPlan);
    ReplayTarget target;
    target.plan.group = group;
    for (const auto& row : tx.query(kTarget, group, from)) add_part(target, row);
    return target;
  });
}

}  // namespace kontor::events::store
