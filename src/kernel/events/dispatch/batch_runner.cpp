#include "kernel/events/dispatch/batch_runner.hpp"

#include <algorithm>
#include <chrono>

#include "kernel/core/random.hpp"
#include "kernel/core/text.hpp"
#include "kernel/core/time.hpp"
#include "kernel/db/by_keys.hpp"
#include "kernel/events/dispatch/handling.hpp"
#include "kernel/events/failpoints.hpp"

namespace kontor::events {

namespace {

using Rest = ReadyQueue::Rest;
using std::chrono::milliseconds;

constexpr int kLossesOfAnEvent = 3;
constexpr std::size_t kLongestDetail = 1000;
constexpr std::chrono::milliseconds kAfterCollisions{50};
constexpr std::chrono::milliseconds kAfterBug{1000};

ReadyQueue::Moment in(milliseconds pause) {
  return std::chrono::steady_clock::now() + pause;
}

// Grows from 50 ms to 3 s.
milliseconds pause_after(int losses) {
  const auto most = std::uint64_t{100} << std::min(losses, 5);
  return milliseconds(most / 2 + random_u64() % (most / 2));
}

// Whatever an exception said: as a text that PostgreSQL takes.
std::string storable(std::string_view detail) {
  std::string text(detail.substr(0, kLongestDetail));
  while (!text.empty() && !text::is_valid_utf8(text) && text.size() + 4 > kLongestDetail) text.pop_back();
  if (!text::is_valid_utf8(text)) return "(a message that is no text)";
  std::erase(text, '\0');
  return text;
}

bool ran_alone(const store::Taken& taken) {
  return taken.queued ? taken.events.size() == 1 : taken.seen == 1;
}

}  // namespace

BatchRunner::BatchRunner(db::Database bus, const EventSettings& settings, const telemetry::Log& logger,
                         telemetry::Tracer tracer)
    : bus_(std::move(bus)), settings_(settings), logger_(logger), tracer_(tracer) {}

Rest BatchRunner::run(Seat& seat, const Group& group, GroupMetrics& metrics) {
  const Work work{seat, group, metrics};
  try {
    return settle(work, attempt(work));
  } catch (const std::exception& bug) {
    logger_.error("event_dispatch_failed", {{"group", group.name()}, {"error", bug.what()}});
    return {Rest::Kind::deaf, in(kAfterBug)};
  }
}

// Where events of one of them have to run one by one, each of them runs by itself.
std::vector<Rest> BatchRunner::run(std::span<Seat* const> seats, const Group& group, GroupMetrics& metrics) {
  std::vector<Rest> rests;
  const bool together = seats.size() > 1 && std::ranges::all_of(seats, [](const Seat* seat) {
                          return seat->alone_left == 0 && seat->losses == 0;
                        });
  const auto takings = together ? transact_together(seats, group, metrics) : std::nullopt;
  for (std::size_t i = 0; i < seats.size(); ++i) {
    if (!takings && !rests.empty() && rests.back().kind == Rest::Kind::hold) {
      rests.push_back(rests.back());  // the database is away
    } else if (!takings) {
      rests.push_back(run(*seats[i], group, metrics));
    } else {
      rests.push_back((*takings)[i] ? after_success({*seats[i], group, metrics}, *(*takings)[i]) : Rest{});
    }
  }
  return rests;
}

// Nothing where it did not work, for whatever reason: who tries each of them finds out.
std::optional<BatchRunner::Takings> BatchRunner::transact_together(std::span<Seat* const> seats, const Group& group,
                                                                   GroupMetrics& metrics) {
  std::vector<const store::Delivery*> deliveries;
  for (const auto* seat : seats) deliveries.push_back(&seat->delivery);
  try {
    auto database = group.database();
    auto takings = database.transact([&](db::Tx& tx) -> Result<Takings> {
      db::go_by_keys(tx);
      if (group.is_relaxed()) tx.relax_durability();
      auto taken = store::take_each(tx, deliveries, group.messages(), {settings_.batch_events, settings_.batch_bytes});
      pass(kAfterTake);
      std::vector<Event> events;
      for (const auto& one : taken) {
        if (one) events.insert(events.end(), one->events.begin(), one->events.end());
      }
      if (auto handled = handle(tx, {*seats.front(), group, metrics}, events); !handled) return handled.error();
      return taken;
    });
    if (takings) return *std::move(takings);
  } catch (const std::exception&) {
    return std::nullopt;
  }
  return std::nullopt;
}

BatchRunner::Attempt BatchRunner::attempt(const Work& work) {
  return transact(work, work.seat.alone_left > 0 ? 1 : settings_.batch_events);
}

BatchRunner::Attempt BatchRunner::transact(const Work& work, int most) {
  Attempt attempt;
  bool refused = false;
  try {
    auto database = work.group.database();
    const auto done = database.transact([&](db::Tx& tx) -> Result<void> {
      attempt = {};
      refused = false;
      db::go_by_keys(tx);
      if (work.group.is_relaxed()) tx.relax_durability();
      auto taken = store::take(tx, work.seat.delivery, work.group.messages(), {most, settings_.batch_bytes});
      if (!taken) return {};
      attempt.taken = *std::move(taken);
      attempt.end = End::handled;
      pass(kAfterTake);
      auto handled = handle(tx, work, attempt.taken.events);
      refused = !handled;
      return handled;
    });
    if (done) return attempt;
    attempt.error = done.error();
    attempt.end = refused || attempt.error.code == "database_timeout" ? End::failed
                  : attempt.error.code == "contention"                ? End::contended
                                                                      : End::lost;
  } catch (const std::exception& thrown) {
    attempt.error = {ErrorKind::internal, "exception", thrown.what()};
    attempt.end = End::failed;
  }
  if (attempt.end == End::failed && attempt.taken.events.empty()) attempt.end = End::broken;
  return attempt;
}

Result<void> BatchRunner::handle(db::Tx& tx, const Work& work, std::span<const Event> events) const {
  if (!events.empty()) return events::handle(tx, work.group, events, work.metrics, tracer_);
  tx.relax_durability();  // only the place moves; lost, it is moved again
  return {};
}

Rest BatchRunner::settle(const Work& work, const Attempt& attempt) {
  switch (attempt.end) {
    case End::nothing:
      return {};
    case End::handled:
      return after_success(work, attempt.taken);
    case End::failed:
      return after_failure(work, attempt);
    case End::contended:
      work.seat.alone_left = std::max(work.seat.alone_left, attempt.taken.seen);
      return {Rest::Kind::deaf, in(kAfterCollisions)};
    case End::lost:
      return after_loss(work, attempt);
    case End::broken:
      logger_.error("event_dispatch_failed",
                    {{"group", work.group.name()}, {"code", attempt.error.code}, {"error", attempt.error.detail}});
      return {Rest::Kind::deaf, in(kAfterBug)};
  }
  return {};
}

Rest BatchRunner::after_success(const Work& work, const store::Taken& taken) {
  const auto now = SystemClock().now();
  for (const auto& event : taken.events) {
    const std::chrono::duration<double> took = now - event.time;
    work.metrics.delivery_seconds.observe(took.count());
  }
  work.metrics.handled.add(taken.events.size());
  losses_in_a_row_ = 0;
  work.seat.losses = 0;
  const int went = std::max(taken.seen, static_cast<int>(taken.events.size()));
  work.seat.alone_left = went == 0 ? 0 : std::max(0, work.seat.alone_left - went);
  return {taken.more ? Rest::Kind::again : Rest::Kind::idle};
}

Rest BatchRunner::after_failure(const Work& work, const Attempt& attempt) {
  if (ran_alone(attempt.taken)) return count_failure(work, attempt);
  work.seat.alone_left = std::max(attempt.taken.seen, static_cast<int>(attempt.taken.events.size()));
  return {Rest::Kind::again};
}

Rest BatchRunner::after_loss(const Work& work, const Attempt& attempt) {
  const bool under_way = !attempt.taken.events.empty() && attempt.error.code != "commit_unknown";
  if (under_way && ++work.seat.losses >= kLossesOfAnEvent) return after_failure(work, attempt);
  const int losses = losses_in_a_row_++;
  return {Rest::Kind::hold, in(pause_after(losses))};
}

Rest BatchRunner::count_failure(const Work& work, const Attempt& attempt) {
  const auto detail = storable(attempt.error.detail);
  const store::Failed event{attempt.taken.events.front().position, attempt.taken.queued, attempt.error.code, detail};
  const store::RetryRules rules{settings_.attempts, settings_.first_retry_ms, settings_.longest_retry_ms};
  const auto verdict = bus_.transact([&](db::Tx& tx) -> Result<std::optional<store::Verdict>> {
    auto counted = store::fail(tx, work.seat.delivery, event, rules);
    if (counted && counted->dead) pass(kBeforeDeadLetter);
    return counted;
  });
  if (!verdict) return {Rest::Kind::hold, in(pause_after(losses_in_a_row_++))};
  if (!*verdict) return {Rest::Kind::deaf, in(kAfterCollisions)};
  work.seat.losses = 0;
  tell(work, attempt, **verdict);
  if ((*verdict)->dead) return {Rest::Kind::again};
  // What failed in the queue keeps nobody else waiting.
  return {attempt.taken.queued ? Rest::Kind::again_and : Rest::Kind::deaf, in(milliseconds((*verdict)->pause_ms + 1))};
}

void BatchRunner::tell(const Work& work, const Attempt& attempt, const store::Verdict& verdict) const {
  work.metrics.failed.add();
  if (verdict.dead) work.metrics.dead_letters.add(1);
  const auto& event = attempt.taken.events.front();
  const EventScope scope(event);
  logger_.write(verdict.dead ? telemetry::LogLevel::error : telemetry::LogLevel::warn,
                verdict.dead ? "event_dead" : "event_failed",
                {{"group", work.group.name()},
                 {"event_id", event.id.str()},
                 {"type", event.type},
                 {"position", event.position},
                 {"attempts", verdict.attempts},
                 {"code", attempt.error.code},
                 {"error", attempt.error.detail}});
}

}  // namespace kontor::events
