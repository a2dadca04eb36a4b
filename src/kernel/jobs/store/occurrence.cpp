#include "kernel/jobs/store/occurrence.hpp"

#include <vector>

#include "kernel/jobs/rules/turn.hpp"

namespace kontor::jobs {

namespace {

// By so much local times may be earlier than one that has been: the hour that comes twice, and in Antarctica two hours.
constexpr std::chrono::hours kLargestStepBack{2};
// Enough to be past those hours for a job of every minute.
constexpr std::size_t kCandidates = 128;

std::optional<Timestamp> next_on_the_wall(db::Tx& tx, const When::Calendar& calendar, Timestamp now) {
  const auto local = tx.query(R"sql(select jobs.local_seconds($1, $2) as seconds)sql", calendar.zone, now);
  const LocalTime from{std::chrono::seconds(local.one().get<std::int64_t>("seconds"))};
  std::vector<std::int64_t> seconds;
  for (const auto time : calendar.expression.after(from - kLargestStepBack, kCandidates)) {
    seconds.push_back(time.time_since_epoch().count());
  }
  const auto next = tx.query(R"sql(select jobs.first_after($1, $2, $3) as moment)sql", calendar.zone, seconds, now);
  return next.one().get<std::optional<Timestamp>>("moment");
}

}  // namespace

std::optional<Timestamp> next_occurrence(db::Tx& tx, const When& when, Timestamp anchor, Timestamp now) {
  if (const auto* moment = std::get_if<Timestamp>(&when.rule())) {
    return *moment > now ? std::optional(*moment) : std::nullopt;
  }
  if (const auto* every = std::get_if<When::Every>(&when.rule())) {
    return next_of_interval(every->interval, anchor, now);
  }
  return next_on_the_wall(tx, std::get<When::Calendar>(when.rule()), now);
}

}  // namespace kontor::jobs
