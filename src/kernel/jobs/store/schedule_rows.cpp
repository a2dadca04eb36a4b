#include "kernel/jobs/store/schedule_rows.hpp"

#include <algorithm>
#include <map>

#include "kernel/core/check.hpp"
#include "kernel/core/format.hpp"
#include "kernel/jobs/rules/turn.hpp"
#include "kernel/jobs/store/error_text.hpp"
#include "kernel/jobs/store/occurrence.hpp"

namespace kontor::jobs {

namespace {

constexpr std::string_view kUnknownZones = R"sql(
  select wanted.zone
  from unnest($1::text[]) as wanted(zone)
  where not exists (select from pg_timezone_names as known where known.name = wanted.zone)
  order by wanted.zone
)sql";

constexpr std::string_view kForgetOthers =
    R"sql(update jobs.schedule set known = false where known and name <> all($1::text[]))sql";

constexpr std::string_view kKnown = R"sql(
  select clock.now, schedule.name, schedule.timing
  from kernel.now() as clock(now)
  left join jobs.schedule on schedule.name = any($1::text[])
)sql";

constexpr std::string_view kPlan = R"sql(
  insert into jobs.schedule as old (name, timing, missed, next_at)
  select fresh.name, fresh.timing, fresh.missed, nullif(fresh.next_at, '')::timestamptz
  from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as fresh(name, timing, missed, next_at)
  order by fresh.name
  on conflict (name) do update
  set known = true, timing = excluded.timing, missed = excluded.missed,
    next_at = case when old.timing = excluded.timing then old.next_at else excluded.next_at end
)sql";

constexpr std::string_view kDue = R"sql(
  select schedule.name, schedule.running_for, schedule.next_at, schedule.asked_at, clock.now
  from kernel.now() as clock(now)
  join jobs.schedule on coalesce(schedule.lease_until, least(schedule.next_at, schedule.asked_at)) <= clock.now
  where schedule.name = any($1::text[]) and schedule.name <> all($2::text[])
  order by coalesce(schedule.lease_until, least(schedule.next_at, schedule.asked_at))
  limit 1
  for update of schedule skip locked
)sql";

constexpr std::string_view kTakeSchedule = R"sql(
  update jobs.schedule
  set fence = fence + 1, lease_until = kernel.now() + $2 * interval '1 second', running_for = $3, next_at = $4,
    asked_at = case when $5 then asked_at end, holder = $6, started_at = kernel.now()
  where name = $1
  returning fence
)sql";

constexpr std::string_view kSkip = R"sql(
  update jobs.schedule
  set next_at = $2, ended_at = kernel.now(), outcome = 'skipped', error = ''
  where name = $1
)sql";

constexpr std::string_view kUntilScheduleDue = R"sql(
  select ceil(extract(epoch from
      min(coalesce(lease_until, least(next_at, asked_at))) - kernel.now()) * 1000)::bigint as pause_ms
  from jobs.schedule
  where name = any($1::text[]) and name <> all($2::text[])
)sql";

constexpr std::string_view kRenew = R"sql(
  update jobs.schedule
  set lease_until = kernel.now() + $3 * interval '1 second'
  from unnest($1::text[], $2::bigint[]) as held(name, fence)
  where schedule.name = held.name and schedule.fence = held.fence and schedule.lease_until is not null
  returning schedule.name, schedule.fence
)sql";

constexpr std::string_view kFinish = R"sql(
  update jobs.schedule
  set lease_until = null, running_for = null, ended_at = kernel.now(), outcome = $3, error = $4, runs = runs + 1
  where name = $1 and fence = $2 and lease_until is not null
)sql";

std::string_view to_string(Missed missed) {
  return missed == Missed::skip ? "skip" : "catch_up";
}

std::vector<std::string> zones_of(const std::vector<Job>& jobs) {
  std::vector<std::string> zones;
  for (const auto& job : jobs) {
    if (const auto* calendar = std::get_if<When::Calendar>(&job.when.rule())) zones.push_back(calendar->zone);
  }
  return zones;
}

// Of a job that is new or whose timing changed. What is planned for a time that has passed is due, or skipped, at once.
std::optional<Timestamp> first_time(db::Tx& tx, const When& when, Timestamp now) {
  if (const auto* moment = std::get_if<Timestamp>(&when.rule())) return *moment;
  return next_occurrence(tx, when, now, now);
}

}  // namespace

ScheduleRows::ScheduleRows(db::Database database, const std::vector<Job>& jobs, Terms terms)
    : database_(std::move(database)), jobs_(jobs), terms_(std::move(terms)) {
  for (const auto& job : jobs_) names_.push_back(job.name);
  std::sort(names_.begin(), names_.end());
  KONTOR_CHECK(std::adjacent_find(names_.begin(), names_.end()) == names_.end(), "a job's name is its own");
}

Result<void> ScheduleRows::plan() {
  return database_.transact([&](db::Tx& tx) -> Result<void> {
    if (auto known = refuse_unknown_zones(tx); !known) return known;
    tx.post(kForgetOthers, names_);
    Timestamp now{};
    std::map<std::string, std::string> planned;
    for (const auto& row : tx.query(kKnown, names_)) {
      now = row.get<Timestamp>("now");
      if (const auto name = row.get<std::optional<std::string>>("name"))
        planned[*name] = row.get<std::string>("timing");
    }
    std::vector<std::string> names, timings, missed, nexts;
    for (const auto& job : jobs_) {
      names.push_back(job.name);
      timings.push_back(job.when.text());
      missed.emplace_back(to_string(job.missed));
      const bool stays = planned[job.name] == timings.back();
      const auto next = stays ? std::nullopt : first_time(tx, job.when, now);
      nexts.push_back(next ? kontor::to_string(*next) : "");
    }
    tx.post(kPlan, names, timings, missed, nexts);
    return {};
  });
}

Result<void> ScheduleRows::refuse_unknown_zones(db::Tx& tx) const {
  const auto zones = zones_of(jobs_);
  if (zones.empty()) return {};
  const auto unknown = tx.query(kUnknownZones, zones);
  if (unknown.empty()) return {};
  const auto zone = unknown[0].get<std::string>("zone");
  for (const auto& job : jobs_) {
    const auto* calendar = std::get_if<When::Calendar>(&job.when.rule());
    if (!calendar || calendar->zone != zone) continue;
    return Error{
        ErrorKind::invalid, "unknown_time_zone",
        format("The job {} is planned in the time zone {}, which the database does not know.", job.name, zone)};
  }
  return {};
}

Result<std::optional<TakenJob>> ScheduleRows::take_due(const Held& held) {
  return database_.transact([&](db::Tx& tx) -> Result<std::optional<TakenJob>> {
    const auto due = tx.query(kDue, names_, held.names).maybe_one();
    if (!due) return std::optional<TakenJob>();
    return std::optional(take(tx, *due));
  });
}

TakenJob ScheduleRows::take(db::Tx& tx, const db::Row& row) const {
  using MaybeTime = std::optional<Timestamp>;
  const Due due{row.get<MaybeTime>("running_for"), row.get<MaybeTime>("next_at"), row.get<MaybeTime>("asked_at"),
                row.get<Timestamp>("now")};
  const Job& job = job_named(row.get<std::string>("name"));
  const Turn turn = turn_of(due, job.missed, terms_.late);
  const auto next = turn.plan_again ? next_occurrence(tx, job.when, *due.next_at, due.now) : due.next_at;
  if (!turn.run_for) {
    tx.post(kSkip, job.name, next);
    return {&job, std::nullopt, 0};
  }
  const auto taken =
      tx.query(kTakeSchedule, job.name, terms_.lease.count(), turn.run_for, next, turn.keeps_asked, terms_.holder);
  return {&job, turn.run_for, taken.one().get<std::int64_t>("fence")};
}

const Job& ScheduleRows::job_named(std::string_view name) const {
  const auto found = std::find_if(jobs_.begin(), jobs_.end(), [&](const Job& job) { return job.name == name; });
  KONTOR_CHECK(found != jobs_.end(), "only this program's jobs are taken");
  return *found;
}

Result<std::optional<std::chrono::milliseconds>> ScheduleRows::until_due(const Held& held) const {
  const auto rows = database_.read(kUntilScheduleDue, names_, held.names);
  if (!rows) return rows.error();
  const auto pause = rows->one().get<std::optional<std::int64_t>>("pause_ms");
  if (!pause) return std::optional<std::chrono::milliseconds>();
  return std::optional(std::chrono::milliseconds(std::max<std::int64_t>(*pause, 0)));
}

Result<std::vector<ScheduleRows::Lease>> ScheduleRows::renew(const Held& held) {
  return database_.transact([&](db::Tx& tx) -> Result<std::vector<Lease>> {
    std::vector<Lease> kept;
    const auto rows = tx.query(kRenew, held.names, held.fences, terms_.lease.count());
    for (const auto& row : rows) kept.emplace_back(row.get<std::string>("name"), row.get<std::int64_t>("fence"));
    return kept;
  });
}

Result<bool> ScheduleRows::finish(const JobRun& run, const Result<void>& outcome) {
  return database_.transact([&](db::Tx& tx) -> Result<bool> {
    const auto error = outcome ? std::string() : error_text(outcome.error());
    return tx.execute(kFinish, run.job(), run.fence(), outcome ? "succeeded" : "failed", error) > 0;
  });
}

}  // namespace kontor::jobs
