#include "kernel/events/store/group_writes.hpp"

namespace kontor::events::store {

namespace {
constexpr std::chrono::seconds kLongestWait{30};  // as in the statement below
constexpr std::chrono::hours kLongestChange{1};   // of much at once
}  // namespace

std::optional<int> set_paused(db::Tx& tx, const std::string& group, bool paused) {
  const auto row =
      tx.query("update bus.subscriber set paused = $2 where name = $1 returning id", group, paused).maybe_one();
  if (!row) return std::nullopt;
  return row->get<std::int16_t>("id");
}

std::uint64_t retry_letters(db::Tx& tx, const std::string& group, std::int64_t position) {
  return tx.execute(R"sql(
    update bus.dead_letter as letter
    set dead = false, attempts = 0, next_at = null
    from bus.subscriber
    where subscriber.name = $1 and letter.group_id = subscriber.id and letter.dead
      and ($2 = 0 or letter.position = $2))sql",
                    group, position);
}

std::uint64_t drop_letter(db::Tx& tx, const std::string& group, std::int64_t position) {
  tx.post(R"sql(
    select from bus.subscription
    join bus.subscriber on subscriber.id = subscription.group_id
    join bus.dead_letter as letter on letter.group_id = subscription.group_id
      and letter.topic_id = subscription.topic_id and letter.partition = subscription.partition
    where subscriber.name = $1 and letter.position = $2
    for no key update of subscription)sql",
          group, position);
  return tx.execute(R"sql(
    with dropped as (
      delete from bus.dead_letter as letter
      using bus.subscriber
      where subscriber.name = $1 and letter.group_id = subscriber.id and letter.position = $2
      returning letter.group_id, letter.topic_id, letter.partition, letter.position, letter.aggregateid,
        letter.behind, subscriber.rebuildable
    ), promoted as (
      update bus.dead_letter as successor
      set behind = false
      from (
        select dropped.group_id, next_letter.position
        from dropped
        cross join lateral (
          select letter.position
          from bus.dead_letter as letter
          where letter.group_id = dropped.group_id and letter.topic_id = dropped.topic_id
            and letter.partition = dropped.partition and letter.aggregateid = dropped.aggregateid
            and letter.position > dropped.position
          order by letter.position
          limit 1
        ) as next_letter
        where not dropped.behind
      ) as first
      where successor.group_id = first.group_id and successor.position = first.position
    ), remembered as (
      insert into bus.handled (group_id, event_id, position)
      select dropped.group_id, event.id, event.position
      from dropped
      join bus.event on event.topic_id = dropped.topic_id and event.partition = dropped.partition
        and event.position = dropped.position
      where not dropped.rebuildable
      on conflict do nothing
    )
    select dropped.position from dropped)sql",
                    group, position);
}

void shut(db::Tx& tx, int group_id) {
  tx.be_patient(kLongestWait + std::chrono::seconds(5));
  tx.post("set local lock_timeout = '30s'");
  tx.query("select bus.shut($1::smallint) is null as shut", group_id);
}

bool is_served(db::Tx& tx, int group_id) {
  return tx
      .query(R"sql(
    select exists (
      select from bus.attendance where group_id = $1::smallint and good_until > kernel.now()) as served)sql",
             group_id)
      .one()
      .get<bool>("served");
}

std::optional<int> hold_group(db::Tx& tx, const std::string& group) {
  const auto row = tx.query("select id from bus.subscriber where name = $1 for update", group).maybe_one();
  if (!row) return std::nullopt;
  return row->get<std::int16_t>("id");
}

void forget_group(db::Tx& tx, int group_id) {
  tx.be_patient(kLongestChange);
  tx.post("delete from bus.place where group_id = $1::smallint", group_id);
  tx.post("delete from bus.handled where group_id = $1::smallint", group_id);
  tx.execute("delete from bus.subscriber where id = $1::smallint", group_id);
}

void rewind(db::Tx& tx, const ReplayTarget& target) {
  tx.query("select bus.rewind($1::smallint, $2::smallint[], $3::smallint[], $4::bigint[]) is null as rewound",
           target.group_id, target.topic_ids, target.partitions, target.places);
}

}  // namespace kontor::events::store
