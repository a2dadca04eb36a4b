#include "kernel/jobs/store/errand_rows.hpp"

#include <algorithm>

#include "kernel/db/by_keys.hpp"
#include "kernel/jobs/store/error_text.hpp"

namespace kontor::jobs {

namespace {

constexpr std::string_view kTake = R"sql(
  with clock as materialized (select kernel.now() as now),
  due as materialized (
    select oldest.id, oldest.in_doubt
    from clock
    cross join unnest($1::text[], $2::bigint[]) as room(kind, places)
    cross join lateral (
      select waiting.id, waiting.in_doubt
      from jobs.errand as waiting
      where waiting.kind = room.kind and waiting.state = 'waiting' and waiting.due_at <= clock.now
      order by waiting.due_at
      limit room.places
      for update skip locked
    ) as oldest
  )
  update jobs.errand as taken
  set due_at = clock.now + $3 * interval '1 second', fence = taken.fence + 1, in_doubt = true, holder = $4
  from due, clock
  where taken.id = due.id
  returning taken.id, taken.kind, taken.key, taken.payload::text as payload, taken.recorded_at, taken.fence,
    taken.failures, due.in_doubt, taken.correlation_id, taken.causation_id, taken.actor, taken.traceparent
)sql";

constexpr std::string_view kUntilDue = R"sql(
  select ceil(extract(epoch from min(first.due_at) - kernel.now()) * 1000)::bigint as pause_ms
  from unnest($1::text[]) as wanted(kind)
  cross join lateral (
    select due_at from jobs.errand where kind = wanted.kind and state = 'waiting' order by due_at limit 1
  ) as first
)sql";

constexpr std::string_view kHolders = R"sql(
  select distinct holder from jobs.errand where state = 'waiting' and due_at > kernel.now() and holder <> ''
)sql";

constexpr std::string_view kRelease = R"sql(
  update jobs.errand
  set due_at = kernel.now()
  where state = 'waiting' and due_at > kernel.now()
    and (holder = any ($1) or holder = $2 and due_at <= $3::timestamptz + $4 * interval '1 second')
)sql";

constexpr std::string_view kPostpone = R"sql(
  update jobs.errand
  set due_at = kernel.now() + $3 * interval '1 millisecond', failures = failures + case when $4 then 1 else 0 end,
    in_doubt = $5, last_error = $6, holder = ''
  where id = $1 and fence = $2 and state = 'waiting'
)sql";

constexpr std::string_view kBacklogs = R"sql(
  select wanted.kind, waiting.number as waiting, failed.number as failed,
    coalesce(extract(epoch from kernel.now() - waiting.oldest), 0)::bigint as oldest_seconds
  from unnest($1::text[]) as wanted(kind)
  cross join lateral (
    select count(*) as number, min(recorded_at) as oldest
    from jobs.errand where kind = wanted.kind and state = 'waiting'
  ) as waiting
  cross join lateral (
    select count(*) as number from jobs.errand where kind = wanted.kind and state = 'failed'
  ) as failed
)sql";

constexpr std::string_view kTrim = R"sql(
  delete from jobs.errand
  where id in (
    select id from jobs.errand
    where state in ('done', 'dropped') and ended_at < kernel.now() - $1 * interval '1 hour'
    order by ended_at
    limit 1000
    for update skip locked
  )
)sql";

TakenErrand taken_from(const db::Row& row, Deadline deadline) {
  TakenErrand taken;
  taken.errand.id = row.get<std::int64_t>("id");
  taken.errand.kind = row.get<std::string>("kind");
  taken.errand.key = row.get<std::string>("key");
  taken.errand.payload = row.get<std::string>("payload");
  taken.errand.recorded_at = row.get<Timestamp>("recorded_at");
  taken.errand.fence = row.get<std::int64_t>("fence");
  taken.errand.failures = row.get<std::int32_t>("failures");
  taken.errand.in_doubt = row.get<bool>("in_doubt");
  taken.errand.deadline = deadline;
  taken.origin = {row.get<std::string>("correlation_id"), row.get<std::string>("causation_id"),
                  row.get<std::string>("actor")};
  taken.traceparent = row.get<std::string>("traceparent");
  return taken;
}

}  // namespace

ErrandRows::ErrandRows(db::Database jobs, std::chrono::seconds lease, std::string holder)
    : jobs_(std::move(jobs)), lease_(lease), holder_(std::move(holder)) {}

Result<ErrandRows::Look> ErrandRows::take_due(const Room& room) {
  const auto deadline = attempt_deadline(lease_);
  return jobs_.transact([&](db::Tx& tx) -> Result<Look> {
    Look look;
    db::go_by_keys(tx);
    const auto rows = tx.query(kTake, room.kinds, room.places, lease_.count(), holder_);
    for (const auto& row : rows) look.taken.push_back(taken_from(row, deadline));
    if (!look.taken.empty()) return look;
    const auto pause = tx.query(kUntilDue, room.kinds).one().get<std::optional<std::int64_t>>("pause_ms");
    if (pause) look.until_due = std::chrono::milliseconds(std::max<std::int64_t>(*pause, 0));
    return look;
  });
}

Result<std::uint64_t> ErrandRows::release_of(const std::function<bool(std::string_view holder)>& is_gone,
                                             Timestamp we_began) {
  return jobs_.transact([&](db::Tx& tx) -> Result<std::uint64_t> {
    std::vector<std::string> gone;
    bool ours = false;
    for (const auto& row : tx.query(kHolders)) {
      auto holder = row.get<std::string>("holder");
      ours = ours || holder == holder_;
      if (is_gone(holder)) gone.push_back(std::move(holder));
    }
    if (gone.empty() && !ours) return std::uint64_t{0};
    return tx.execute(kRelease, gone, holder_, we_began, lease_.count());
  });
}

Result<void> ErrandRows::postpone(const Errand& errand, const Postponed& how, const Error& error) {
  return jobs_.transact([&](db::Tx& tx) -> Result<void> {
    tx.post(kPostpone, errand.id, errand.fence, how.delay.count(), how.failed, how.in_doubt, error_text(error));
    return {};
  });
}

void ErrandRows::settle(db::Tx& tx, const Errand& errand) {
  tx.post(R"sql(select from jobs.settle_held_errand($1, $2))sql", errand.id, errand.fence);
}

bool ErrandRows::is_lost(const db::Violation& violation) {
  return violation.constraint() == "errand_is_held";
}

bool ErrandRows::give_up(db::Tx& tx, const Errand& errand, const Error& error) {
  return tx.query(R"sql(select jobs.give_up_errand($1, $2, $3) as held)sql", errand.id, errand.fence, error_text(error))
      .one()
      .get<bool>("held");
}

Result<std::vector<ErrandRows::Backlog>> ErrandRows::backlogs(const std::vector<std::string>& kinds) const {
  const auto rows = jobs_.read(kBacklogs, kinds);
  if (!rows) return rows.error();
  std::vector<Backlog> backlogs;
  for (const auto& row : *rows) {
    backlogs.push_back({row.get<std::string>("kind"), row.get<std::int64_t>("waiting"), row.get<std::int64_t>("failed"),
                        row.get<std::int64_t>("oldest_seconds")});
  }
  return backlogs;
}

Result<void> ErrandRows::trim(std::chrono::hours retention) {
  return jobs_.transact([&](db::Tx& tx) -> Result<void> {
    tx.post(kTrim, retention.count());
    return {};
  });
}

}  // namespace kontor::jobs
