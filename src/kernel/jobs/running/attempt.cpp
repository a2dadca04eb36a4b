#include "kernel/jobs/running/attempt.hpp"

#include <algorithm>
#include <chrono>

#include "kernel/core/random.hpp"
#include "kernel/db/by_keys.hpp"
#include "kernel/jobs/failpoints.hpp"
#include "kernel/jobs/rules/verdict.hpp"
#include "kernel/jobs/running/caught.hpp"
#include "kernel/telemetry/origin.hpp"

namespace kontor::jobs {

namespace {

constexpr std::string_view kLeaseLost = "lease_lost";

Error lease_lost() {
  return conflict(std::string(kLeaseLost), "Another instance has taken the errand over.");
}

// The trace in which the errand was recorded goes on here.
std::vector<telemetry::TraceContext> recorder_of(const TakenErrand& taken) {
  if (const auto context = telemetry::TraceContext::parse(taken.traceparent)) return {*context};
  return {};
}

}  // namespace

void Attempt::run() const {
  const auto recorder = recorder_of(taken_);
  const telemetry::OriginScope scope(taken_.origin);
  telemetry::Span span(tools_.tracer, "errand " + kind_.name,
                       {.kind = telemetry::SpanKind::consumer, .links = recorder});
  span.set({"kontor.errand.id", errand_.id}).set({"kontor.errand.attempt", errand_.fence});
  const auto context = telemetry::current_trace();
  const telemetry::LogScope lines(taken_.origin.correlation_id, context ? context->trace() : std::string_view());
  try {
    make(span);
  } catch (...) {
    span.fail("exception");
    postpone(outcome_unknown(caught()), false);
  }
}

void Attempt::make(telemetry::Span& span) const {
  pass(kErrandTaken);
  const auto began = std::chrono::steady_clock::now();
  const auto outcome = perform();
  tools_.metrics.performed(kind_.name, std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  pass(kErrandPerformed);
  if (outcome) {
    settle(*outcome);
  } else {
    span.fail(outcome.error().code);
    fail(outcome.error());
  }
}

Result<ErrandKind::Outcome> Attempt::perform() const {
  try {
    return kind_.perform(errand_);
  } catch (...) {
    return outcome_unknown(caught());
  }
}

void Attempt::settle(const ErrandKind::Outcome& outcome) const {
  Result<void> settled;
  try {
    settled = conclude([&](db::Tx& tx) -> Result<void> {
      ErrandRows::settle(tx, errand_);
      return kind_.settle(tx, errand_, outcome);
    });
  } catch (const db::Violation& violation) {
    if (!ErrandRows::is_lost(violation)) throw;
    settled = lease_lost();
  }
  note_concluded(settled, ErrandOutcome::settled);
}

void Attempt::fail(const Error& error) const {
  switch (verdict_of(error, errand_, tools_.settings.errand_attempts)) {
    case Verdict::again:
      return postpone(error, true);
    case Verdict::unknown:
      return postpone(error, false);
    case Verdict::given_up:
      return give_up(error);
  }
}

void Attempt::give_up(const Error& error) const {
  tools_.log.error("errand_given_up",
                   {{"kind", kind_.name}, {"errand", errand_.id}, {"code", error.code}, {"detail", error.detail}});
  const auto given_up = conclude([&](db::Tx& tx) -> Result<void> {
    if (!ErrandRows::give_up(tx, errand_, error)) return lease_lost();
    return kind_.give_up(tx, errand_, error);
  });
  note_concluded(given_up, ErrandOutcome::given_up);
}

// The fence is asked by the first statement: from then on the row is locked, so nobody takes the errand over before the
// COMMIT.
template <class Write>
Result<void> Attempt::conclude(Write write) const {
  auto database = kind_.database;
  auto concluded = database.transact([&](db::Tx& tx) -> Result<void> {
    db::go_by_keys(tx);
    auto written = write(tx);
    if (written) pass(kErrandSettling);
    return written;
  });
  if (concluded) pass(kErrandSettled);
  return concluded;
}

void Attempt::note_concluded(const Result<void>& concluded, ErrandOutcome outcome) const {
  if (concluded) return tools_.metrics.ended(kind_.name, outcome);
  if (concluded.error().code != kLeaseLost) return postpone(concluded.error(), false);
  tools_.metrics.ended(kind_.name, ErrandOutcome::lost);
  tools_.log.warn("errand_lease_lost", {{"kind", kind_.name}, {"errand", errand_.id}});
}

void Attempt::postpone(const Error& error, bool failed) const {
  // The fence counts attempts, so what is in doubt backs off too.
  const int so_far = failed ? errand_.failures + 1 : static_cast<int>(std::min<std::int64_t>(errand_.fence, 100));
  const auto delay = backoff(so_far, std::chrono::milliseconds(tools_.settings.errand_first_retry_ms),
                             std::chrono::milliseconds(tools_.settings.errand_longest_retry_ms), random_u64());
  tools_.metrics.ended(kind_.name, failed ? ErrandOutcome::again : ErrandOutcome::unknown);
  tools_.log.warn("errand_postponed", {{"kind", kind_.name},
                                       {"errand", errand_.id},
                                       {"code", error.code},
                                       {"detail", error.detail},
                                       {"delay_ms", delay.count()}});
  // When this fails, the end of the lease brings it back.
  try {
    const auto postponed = tools_.rows.postpone(errand_, {delay, failed, errand_.in_doubt || !failed}, error);
    if (!postponed) tools_.log.warn("errand_not_postponed", {{"kind", kind_.name}, {"code", postponed.error().code}});
  } catch (...) {
    tools_.log.error("errand_not_postponed", {{"kind", kind_.name}, {"code", "exception"}, {"detail", caught()}});
  }
}

}  // namespace kontor::jobs
