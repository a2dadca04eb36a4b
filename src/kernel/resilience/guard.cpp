#include "kernel/resilience/guard.hpp"

#include <algorithm>
#include <mutex>
#include <thread>

#include "kernel/core/format.hpp"
#include "kernel/core/random.hpp"
#include "kernel/resilience/backoff.hpp"
#include "kernel/resilience/breaker.hpp"
#include "kernel/resilience/bulkhead.hpp"
#include "kernel/resilience/retry_budget.hpp"

namespace kontor::resilience {

namespace {

using std::chrono::milliseconds;
using TimePoint = Deadline::TimePoint;

// Trouble of the other side; everything else is an answer.
bool is_failure(const Error& error) {
  return may_retry(error.kind) || error.kind == ErrorKind::internal;
}

// What is counted of the guard of one dependency.
struct GuardMetrics {
  GuardMetrics(telemetry::Metrics& metrics, const std::string& name)
      : answered(calls(metrics, name, "answered")),
        failed(calls(metrics, name, "failed")),
        open(calls(metrics, name, "breaker_open")),
        full(calls(metrics, name, "bulkhead_full")),
        too_late(calls(metrics, name, "too_late")),
        retries(
            metrics.counter("kontor_call_retries_total", "Tries after the first, by dependency.", {{"name", name}})),
        breaker(metrics.gauge("kontor_breaker_state", "0: closed, 1: half-open, 2: open.", {{"name", name}})),
        budget(metrics.gauge("kontor_retry_budget", "Retries that are left.", {{"name", name}})),
        in_use(metrics.gauge("kontor_bulkhead_in_use", "Tries that are under way.", {{"name", name}})) {}

  static telemetry::Counter& calls(telemetry::Metrics& metrics, const std::string& name, const char* outcome) {
    return metrics.counter("kontor_calls_total", "Calls of dependencies, by their end.",
                           {{"name", name}, {"outcome", outcome}});
  }

  telemetry::Counter& answered;
  telemetry::Counter& failed;
  telemetry::Counter& open;
  telemetry::Counter& full;
  telemetry::Counter& too_late;
  telemetry::Counter& retries;
  telemetry::Gauge& breaker;
  telemetry::Gauge& budget;
  telemetry::Gauge& in_use;
};

class CountedInUse {
 public:
  explicit CountedInUse(telemetry::Gauge& gauge) : gauge_(gauge) { gauge_.add(1); }
  ~CountedInUse() { gauge_.add(-1); }
  CountedInUse(const CountedInUse&) = delete;
  CountedInUse& operator=(const CountedInUse&) = delete;

 private:
  telemetry::Gauge& gauge_;
};

}  // namespace

class Guard::Impl {
 public:
  Impl(std::string name, const CallPolicy& policy, const Clock& clock, telemetry::Metrics& metrics,
       Surroundings surroundings);

  std::optional<Error> drive(Deadline deadline, Repeatable repeatable, const Try& attempt);

 private:
  enum class End { answered, failed, not_tried };

  std::optional<Breaker::Pass> admit();
  void settle(Breaker::Pass pass, End end);
  End try_repeatedly(TimePoint end, Repeatable repeatable, const Try& attempt);
  // Whether there is to be one more try; waits for its time.
  bool wait_for_retry(int retry, TimePoint end);
  bool may_retry_now();
  Error not_available() const;

  const std::string name_;
  const CallPolicy policy_;
  const Clock& clock_;
  const Surroundings surroundings_;
  GuardMetrics metrics_;
  Bulkhead bulkhead_;
  std::mutex mutex_;  // of the two below
  Breaker breaker_;
  RetryBudget budget_;
};

Guard::Impl::Impl(std::string name, const CallPolicy& policy, const Clock& clock, telemetry::Metrics& metrics,
                  Surroundings surroundings)
    : name_(std::move(name)),
      policy_(policy),
      clock_(clock),
      surroundings_(std::move(surroundings)),
      metrics_(metrics, name_),
      bulkhead_(policy.max_concurrent),
      breaker_(policy.breaker_failures, milliseconds(policy.breaker_open_ms)),
      budget_(policy.retry_percent / 100.0, policy.retries_per_second, policy.retries_saved) {
  metrics_.budget.set(policy.retries_saved);
}

std::optional<Error> Guard::Impl::drive(Deadline deadline, Repeatable repeatable, const Try& attempt) {
  const auto now = clock_.monotonic();
  const auto end = std::min(deadline.moment(), now + milliseconds(policy_.timeout_ms));
  if (now >= end) {
    metrics_.too_late.add();
    return unavailable(format("There is no time left to ask {}.", name_));
  }
  const auto pass = admit();
  if (!pass) {
    metrics_.open.add();
    return not_available();
  }
  try {
    const auto how = try_repeatedly(end, repeatable, attempt);
    settle(*pass, how);
    return how == End::not_tried ? std::optional(not_available()) : std::nullopt;
  } catch (...) {
    settle(*pass, End::failed);
    throw;
  }
}

std::optional<Breaker::Pass> Guard::Impl::admit() {
  const std::lock_guard lock(mutex_);
  const auto now = clock_.monotonic();
  budget_.called(now);
  const auto pass = breaker_.admit(now);
  metrics_.breaker.set(static_cast<int>(breaker_.state()));
  return pass;
}

void Guard::Impl::settle(Breaker::Pass pass, End end) {
  auto& counter = end == End::answered ? metrics_.answered : end == End::failed ? metrics_.failed : metrics_.full;
  counter.add();
  const std::lock_guard lock(mutex_);
  switch (end) {
    case End::answered:
      breaker_.succeeded(pass);
      break;
    case End::failed:
      breaker_.failed(pass, clock_.monotonic());
      break;
    case End::not_tried:
      breaker_.abandoned(pass);
      break;
  }
  metrics_.breaker.set(static_cast<int>(breaker_.state()));
}

Guard::Impl::End Guard::Impl::try_repeatedly(TimePoint end, Repeatable repeatable, const Try& attempt) {
  const bool repeats = repeatable == Repeatable::yes && policy_.retries > 0;
  for (int retry = 0;; ++retry) {
    {
      const auto permit = bulkhead_.try_enter();
      if (!permit) return retry == 0 ? End::not_tried : End::failed;
      const CountedInUse counted(metrics_.in_use);
      const auto until = clock_.monotonic() + milliseconds(policy_.try_timeout_ms);
      const Error* error = attempt(Deadline::at(repeats ? std::min(end, until) : end));
      if (!error || !is_failure(*error)) return End::answered;
      if (!repeats || !may_retry(error->kind)) return End::failed;
    }
    if (!wait_for_retry(retry, end)) return End::failed;
  }
}

bool Guard::Impl::wait_for_retry(int retry, TimePoint end) {
  const Backoff backoff{milliseconds(policy_.retry_base_ms), milliseconds(policy_.retry_cap_ms)};
  const auto pause = backoff.pause(retry, surroundings_.random());
  if (retry >= policy_.retries || clock_.monotonic() + pause >= end || !may_retry_now()) return false;
  surroundings_.sleep(pause);
  if (clock_.monotonic() >= end) return false;
  metrics_.retries.add();
  return true;
}

bool Guard::Impl::may_retry_now() {
  const std::lock_guard lock(mutex_);
  const bool granted = breaker_.state() == Breaker::State::closed && budget_.take(clock_.monotonic());
  metrics_.budget.set(static_cast<std::int64_t>(budget_.left()));
  return granted;
}

Error Guard::Impl::not_available() const {
  return unavailable(format("{} cannot be asked at the moment.", name_));
}

Surroundings Surroundings::real() {
  return {[](std::chrono::nanoseconds pause) { std::this_thread::sleep_for(pause); }, &random_u64};
}

Guard::Guard(std::string name, const CallPolicy& policy, const Clock& clock, telemetry::Metrics& metrics,
             Surroundings surroundings)
    : impl_(std::make_unique<Impl>(std::move(name), policy, clock, metrics, std::move(surroundings))) {}

Guard::~Guard() = default;

std::optional<Error> Guard::drive(Deadline deadline, Repeatable repeatable, const Try& attempt) {
  return impl_->drive(deadline, repeatable, attempt);
}

}  // namespace kontor::resilience
