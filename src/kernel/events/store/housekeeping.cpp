#include "kernel/events/store/housekeeping.hpp"

#include <algorithm>
#include <string_view>

#include "kernel/events/store/lock_classes.hpp"

namespace kontor::events::store {

namespace {

constexpr int kMostAtOnce = 2000;  // of each partition
constexpr int kStretch = 1000;     // events from one milestone to the next

constexpr std::string_view kOldPlaces = R"sql(
  with old as materialized (
    select subscription.group_id, subscription.topic_id, subscription.partition, passed.position
    from bus.subscription
    cross join lateral (
      select place.position
      from bus.place
      where place.group_id = subscription.group_id and place.topic_id = subscription.topic_id
        and place.partition = subscription.partition
      order by place.position desc
      limit 1
    ) as newest
    cross join lateral (
      select place.position
      from bus.place
      where place.group_id = subscription.group_id and place.topic_id = subscription.topic_id
        and place.partition = subscription.partition and place.position < newest.position
      order by place.position
      limit $1
    ) as passed
  )
  delete from bus.place
  using old
  where place.group_id = old.group_id and place.topic_id = old.topic_id and place.partition = old.partition
    and place.position = old.position)sql";

constexpr std::string_view kDoneCommands = R"sql(
  with through as (
    select subscription.topic_id, subscription.partition, min(coalesce(newest.position, 0)) as position
    from bus.subscription
    join bus.topic on topic.id = subscription.topic_id and topic.kind = 'commands'
    left join lateral (
      select place.position
      from bus.place
      where place.group_id = subscription.group_id and place.topic_id = subscription.topic_id
        and place.partition = subscription.partition
      order by place.position desc
      limit 1
    ) as newest on true
    group by subscription.topic_id, subscription.partition
  ), done as materialized (
    select through.topic_id, through.partition, command.position
    from through
    cross join lateral (  -- where the first is too young, so are those behind it
      select event.time
      from bus.event
      where event.topic_id = through.topic_id and event.partition = through.partition
      order by event.position
      limit 1
    ) as first
    cross join lateral (
      select event.position, event.time
      from bus.event
      where event.topic_id = through.topic_id and event.partition = through.partition
        and event.position <= through.position
        and not exists (
          select from bus.dead_letter as letter
          where letter.topic_id = event.topic_id and letter.partition = event.partition
            and letter.position = event.position)
      order by event.position
      limit $2
    ) as command
    where first.time < kernel.now() - make_interval(hours => $1)
      and command.time < kernel.now() - make_interval(hours => $1)
  )
  delete from bus.event
  using done
  where event.topic_id = done.topic_id and event.partition = done.partition and event.position = done.position)sql";

// Who was started last keeps its say.
constexpr std::string_view kLongGone = R"sql(
  delete from bus.attendance
  where good_until < kernel.now() - interval '30 days' and exists (
    select from bus.attendance as newer
    where newer.group_id = attendance.group_id and newer.turn > attendance.turn))sql";

}  // namespace

Result<Tidied> tidy(db::Database& bus, int command_retention_hours) {
  return bus.transact([&](db::Tx& tx) -> Result<Tidied> {
    tx.relax_durability();
    if (!tx.query("select pg_try_advisory_xact_lock($1, 0) as mine", kTidyLock).one().get<bool>("mine")) {
      return Tidied{.somebody_else = true};
    }
    Tidied tidied;
    tidied.places = static_cast<std::int64_t>(tx.execute(kOldPlaces, kMostAtOnce));
    tidied.commands = static_cast<std::int64_t>(tx.execute(kDoneCommands, command_retention_hours, kMostAtOnce));
    tidied.milestones =
        tx.query("select bus.set_milestones($1::integer) as number", kStretch).one().get<std::int64_t>("number");
    tidied.more = std::max(tidied.places, tidied.commands) >= kMostAtOnce || tidied.milestones > 0;
    tx.post(kLongGone);
    return tidied;
  });
}

}  // namespace kontor::events::store
