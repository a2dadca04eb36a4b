#include "kernel/events/store/lag_reads.hpp"

#include "kernel/db/by_keys.hpp"

namespace kontor::events::store {

namespace {

constexpr std::string_view kWaiting = R"sql(
  select subscription.group_id, subscription.topic_id, subscription.partition, subscriber.paused,
    coalesce(extract(epoch from kernel.now() - next_event.time), 0)::float8 as seconds,
    queue.has_turn or (next_event.time is not null and coalesce(retry.next_at <= kernel.now(), true)) as ready
  from bus.subscription
  join bus.subscriber on subscriber.id = subscription.group_id
  left join lateral (
    select place.position
    from bus.place
    where place.group_id = subscription.group_id and place.topic_id = subscription.topic_id
      and place.partition = subscription.partition
    order by place.position desc
    limit 1
  ) as newest on true
  left join lateral (
    select event.time
    from bus.event
    where event.topic_id = subscription.topic_id and event.partition = subscription.partition
      and event.position > coalesce(newest.position, 0)
    order by event.position
    limit 1
  ) as next_event on true
  left join bus.retry on retry.group_id = subscription.group_id and retry.topic_id = subscription.topic_id
    and retry.partition = subscription.partition
  cross join lateral (
    select exists (
      select from bus.dead_letter as letter
      where letter.group_id = subscription.group_id and letter.topic_id = subscription.topic_id
        and letter.partition = subscription.partition and not letter.dead
        and not letter.behind and (letter.next_at is null or letter.next_at <= (select kernel.now()))) as has_turn
  ) as queue
  where subscription.group_id = any ($1::smallint[]) and (next_event.time is not null or queue.has_turn))sql";

// Without the order a plan without statistics reads all of them to count a few.
constexpr std::string_view kBacklog = R"sql(
  select subscriber.id as group_id, subscriber.paused, behind.events,
    (select count(*) from bus.dead_letter as letter where letter.group_id = subscriber.id and letter.dead)
      as dead_letters
  from bus.subscriber
  cross join lateral (
    select count(*) as events
    from (
      select from bus.subscription
      left join lateral (
        select place.position
        from bus.place
        where place.group_id = subscription.group_id and place.topic_id = subscription.topic_id
          and place.partition = subscription.partition
        order by place.position desc
        limit 1
      ) as newest on true
      cross join lateral (
        select from bus.event
        where event.topic_id = subscription.topic_id and event.partition = subscription.partition
          and event.position > coalesce(newest.position, 0)
        order by event.position
        limit $2
      ) as unhandled
      where subscription.group_id = subscriber.id
      limit $2
    ) as counted
  ) as behind
  where subscriber.id = any ($1::smallint[]))sql";

template <class... P>
Result<db::Rows> read_by_keys(db::Database bus, std::string_view sql, const P&... params) {
  return bus.transact([&](db::Tx& tx) -> Result<db::Rows> {
    db::go_by_keys(tx);
    return tx.query(sql, params...);
  });
}

}  // namespace

Result<std::vector<Waiting>> waiting(const db::Database& bus, const std::vector<int>& group_ids) {
  const auto rows = read_by_keys(bus, kWaiting, group_ids);
  if (!rows) return rows.error();
  std::vector<Waiting> found;
  for (const auto& row : *rows) {
    found.push_back({.group_id = row.get<std::int16_t>("group_id"),
                     .partition = {row.get<std::int16_t>("topic_id"), row.get<std::int16_t>("partition")},
                     .seconds = row.get<double>("seconds"),
                     .ready = row.get<bool>("ready"),
                     .paused = row.get<bool>("paused")});
  }
  return found;
}

Result<std::vector<Backlog>> backlog(const db::Database& bus, const std::vector<int>& group_ids, int most) {
  const auto rows = read_by_keys(bus, kBacklog, group_ids, most);
  if (!rows) return rows.error();
  std::vector<Backlog> found;
  for (const auto& row : *rows) {
    found.push_back({.group_id = row.get<std::int16_t>("group_id"),
                     .paused = row.get<bool>("paused"),
                     .events = row.get<std::int64_t>("events"),
                     .dead_letters = row.get<std::int64_t>("dead_letters")});
  }
  return found;
}

}  // namespace kontor::events::store
