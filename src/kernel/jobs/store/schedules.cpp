#include "kernel/jobs/schedules.hpp"

namespace kontor::jobs {

namespace {

constexpr std::string_view kList = R"sql(
  select name, timing, missed, known, next_at, asked_at, lease_until is not null as running, started_at, ended_at,
    holder, outcome, error, runs
  from jobs.schedule
  order by name
)sql";

constexpr std::string_view kAsk = R"sql(
  update jobs.schedule
  set asked_at = case when known then coalesce(asked_at, kernel.now()) else asked_at end
  where name = $1
  returning known
)sql";

JobState state_of(const db::Row& row) {
  using MaybeTime = std::optional<Timestamp>;
  JobState state;
  state.name = row.get<std::string>("name");
  state.timing = row.get<std::string>("timing");
  state.missed = row.get<std::string>("missed");
  state.known = row.get<bool>("known");
  state.next_at = row.get<MaybeTime>("next_at");
  state.asked_at = row.get<MaybeTime>("asked_at");
  state.last_started_at = row.get<MaybeTime>("started_at");
  if (row.get<bool>("running")) state.running_since = state.last_started_at;
  state.holder = row.get<std::string>("holder");
  state.last_ended_at = row.get<MaybeTime>("ended_at");
  state.last_outcome = row.get<std::string>("outcome");
  state.last_error = row.get<std::string>("error");
  state.runs = row.get<std::int64_t>("runs");
  return state;
}

}  // namespace

Result<std::vector<JobState>> Schedules::list() const {
  const auto rows = jobs_.read(kList);
  if (!rows) return rows.error();
  std::vector<JobState> states;
  for (const auto& row : *rows) states.push_back(state_of(row));
  return states;
}

Result<void> Schedules::run_now(std::string_view name, const Along& along) {
  auto asked = jobs_.transact([&](db::Tx& tx) -> Result<void> {
    const auto row = tx.query(kAsk, name).maybe_one();
    if (!row) return not_found("job");
    if (!row->get<bool>("known")) return conflict("unknown_job", "The program no longer has this job.");
    if (along) along(tx);
    return {};
  });
  if (asked && heard_) heard_();
  return asked;
}

}  // namespace kontor::jobs
