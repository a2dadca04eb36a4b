#include "kernel/jobs/scheduler.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>

#include "kernel/jobs/failpoints.hpp"
#include "kernel/jobs/running/caught.hpp"
#include "kernel/jobs/running/instance.hpp"
#include "kernel/jobs/running/job_metrics.hpp"
#include "kernel/jobs/running/pulse.hpp"
#include "kernel/jobs/running/steady_beat.hpp"
#include "kernel/jobs/running/workers.hpp"
#include "kernel/jobs/store/schedule_rows.hpp"
#include "kernel/telemetry/origin.hpp"

namespace kontor::jobs {

namespace {

using std::chrono::milliseconds;

using SteadyTime = std::chrono::steady_clock::time_point;

struct Running {
  Running(const Job& what, const TakenJob& taken)
      : job(what), run(what.name, *taken.run_for, taken.fence, Deadline::after(what.timeout)) {}

  const Job& job;
  JobRun run;
  Result<void> outcome;
  std::atomic<bool> ended{false};  // then the outcome is there
};

}  // namespace

class Scheduler::Impl {
 public:
  Impl(Schedules& schedules, std::vector<Job> jobs, const JobSettings& settings, const telemetry::Log& log,
       telemetry::Metrics& metrics, telemetry::Tracer tracer)
      : jobs_(std::move(jobs)),
        settings_(settings),
        log_(log),
        tracer_(tracer),
        metrics_(metrics, jobs_),
        rows_(schedules.database(), jobs_,
              {std::chrono::seconds(settings.lease_seconds), std::chrono::seconds(settings.late_seconds),
               instance_name()}),
        steady_({"jobs_unavailable", "jobs_available"}, milliseconds(settings.poll_ms), log) {
    schedules.on_asked([pulse = pulse_] { pulse->wake(); });
  }
  ~Impl() { stop(); }

  Result<void> start();
  void stop();

 private:
  milliseconds beat();
  Result<milliseconds> work();
  Result<void> record_ended();
  Result<void> renew();
  Result<void> take_due();
  ScheduleRows::Held held() const;
  Result<milliseconds> pause() const;
  void begin(const TakenJob& taken);
  void run(Running& running) const;
  Result<void> perform(const Running& running) const;

  const std::vector<Job> jobs_;
  const JobSettings settings_;
  const telemetry::Log& log_;
  const telemetry::Tracer tracer_;
  JobMetrics metrics_;
  ScheduleRows rows_;
  SteadyBeat steady_;
  bool started_ = false;
  bool planned_ = false;
  SteadyTime renew_at_{};

  std::mutex mutex_;
  bool stopping_ = false;
  std::vector<std::unique_ptr<Running>> running_;

  Workers workers_;
  // Shared with the schedules, which may outlive us.
  const std::shared_ptr<Pulse> pulse_ = std::make_shared<Pulse>();
};

Result<void> Scheduler::Impl::start() {
  if (auto planned = rows_.plan(); planned) {
    planned_ = true;
  } else if (planned.error().kind != ErrorKind::unavailable) {
    return planned;
  }
  workers_.start(settings_.workers, [this] { pulse_->wake(); });
  pulse_->start([this] { return beat(); });
  started_ = true;
  return {};
}

void Scheduler::Impl::stop() {
  if (!started_) return;
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(stopping_, true)) return;
    for (const auto& running : running_) running->run.request_stop();
  }
  workers_.stop();  // the pulse goes on renewing meanwhile
  pulse_->stop();
  beat();
}

milliseconds Scheduler::Impl::beat() {
  return steady_([this] { return work(); });
}

Result<milliseconds> Scheduler::Impl::work() {
  if (!planned_) {
    if (auto planned = rows_.plan(); !planned) return std::move(planned).error();
    planned_ = true;
  }
  const std::lock_guard lock(mutex_);
  if (auto done = renew(); !done) return std::move(done).error();
  if (auto done = record_ended(); !done) return std::move(done).error();
  if (auto done = take_due(); !done) return std::move(done).error();
  return pause();
}

Result<void> Scheduler::Impl::record_ended() {
  for (auto one = running_.begin(); one != running_.end();) {
    if (!(*one)->ended) {
      ++one;
      continue;
    }
    const Running& ended = **one;
    const auto recorded = rows_.finish(ended.run, ended.outcome);
    if (!recorded) return recorded.error();
    metrics_.ended(ended.job,
                   *recorded ? (ended.outcome ? JobOutcome::succeeded : JobOutcome::failed) : JobOutcome::lost);
    if (!*recorded) log_.warn("job_lease_lost", {{"job", ended.job.name}});
    one = running_.erase(one);
  }
  return {};
}

ScheduleRows::Held Scheduler::Impl::held() const {
  ScheduleRows::Held held;
  for (const auto& running : running_) {
    held.names.push_back(running->job.name);
    held.fences.push_back(running->run.fence());
  }
  return held;
}

// At a third of the lease, so that two attempts may fail.
Result<void> Scheduler::Impl::renew() {
  const auto now = std::chrono::steady_clock::now();
  if (running_.empty() || now < renew_at_) return {};
  const auto kept = rows_.renew(held());
  if (!kept) return kept.error();
  for (const auto& running : running_) {
    const ScheduleRows::Lease lease(running->job.name, running->run.fence());
    if (std::ranges::find(*kept, lease) == kept->end()) running->run.request_stop();
  }
  renew_at_ = now + milliseconds(settings_.lease_seconds * 1000 / 3);
  return {};
}

Result<void> Scheduler::Impl::take_due() {
  while (!stopping_ && workers_.idle() > 0) {
    const auto taken = rows_.take_due(held());
    if (!taken) return taken.error();
    if (!*taken) break;
    if ((*taken)->run_for) {
      begin(**taken);
    } else {
      metrics_.ended(*(*taken)->job, JobOutcome::skipped);
      log_.info("job_skipped", {{"job", (*taken)->job->name}});
    }
  }
  return {};
}

void Scheduler::Impl::begin(const TakenJob& taken) {
  if (running_.empty()) renew_at_ = std::chrono::steady_clock::now() + milliseconds(settings_.lease_seconds * 1000 / 3);
  auto& running = *running_.emplace_back(std::make_unique<Running>(*taken.job, taken));
  workers_.run([this, &running] { run(running); });
}

Result<milliseconds> Scheduler::Impl::pause() const {
  auto pause = milliseconds(settings_.poll_ms);
  if (!running_.empty()) {
    pause = std::min(pause, Deadline::at(renew_at_).remaining());
  }
  if (stopping_ || workers_.idle() == 0) return pause;
  const auto due = rows_.until_due(held());
  if (!due) return due.error();
  return *due ? std::min(pause, std::max(**due, kShortestPause)) : pause;
}

void Scheduler::Impl::run(Running& running) const {
  const auto began = std::chrono::steady_clock::now();
  try {
    running.outcome = perform(running);
  } catch (...) {
    running.outcome = Error{ErrorKind::internal, "exception", caught()};
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
  metrics_.observe(running.job, seconds.count());
  if (running.outcome) {
    log_.info("job_ran", {{"job", running.job.name}, {"seconds", seconds.count()}});
  } else {
    const Error& error = running.outcome.error();
    log_.error("job_failed", {{"job", running.job.name}, {"code", error.code}, {"detail", error.detail}});
  }
  running.ended = true;
}

Result<void> Scheduler::Impl::perform(const Running& running) const {
  const telemetry::Origin origin{Uuid::generate().str(), "", "job:" + running.job.name};
  const telemetry::OriginScope scope(origin);
  telemetry::Span span(tracer_, "job " + running.job.name);
  const auto context = telemetry::current_trace();
  const telemetry::LogScope lines(origin.correlation_id, context ? context->trace() : std::string_view());
  pass(kJobTaken);
  auto outcome = running.job.run(running.run);
  if (!outcome) span.fail(outcome.error().code);
  pass(kJobRan);
  return outcome;
}

// Once when it begins and once when it ends, not at every beat.
Scheduler::Scheduler(Schedules& schedules, std::vector<Job> jobs, const JobSettings& settings,
                     const telemetry::Log& log, telemetry::Metrics& metrics, telemetry::Tracer tracer)
    : impl_(std::make_unique<Impl>(schedules, std::move(jobs), settings, log, metrics, tracer)) {}

Scheduler::~Scheduler() = default;

Result<void> Scheduler::start() {
  return impl_->start();
}

void Scheduler::stop() {
  impl_->stop();
}

}  // namespace kontor::jobs
