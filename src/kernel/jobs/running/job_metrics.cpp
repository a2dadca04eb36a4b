#include "kernel/jobs/running/job_metrics.hpp"

#include <chrono>

namespace kontor::jobs {

namespace {

constexpr std::array<std::string_view, 4> kJobOutcomes = {"succeeded", "failed", "skipped", "lost"};

std::vector<double> run_bounds_seconds() {
  return {0.01, 0.1, 1, 10, 60, 600, 3600};
}

std::int64_t unix_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

JobMetrics::JobMetrics(telemetry::Metrics& metrics, const std::vector<Job>& jobs) {
  for (const auto& job : jobs) {
    auto& one = jobs_[job.name];
    for (std::size_t i = 0; i < kJobOutcomes.size(); ++i) {
      one.runs[i] = &metrics.counter("kontor_jobs_runs_total", "Runs of jobs that ended here, by outcome.",
                                     {{"job", job.name}, {"outcome", std::string(kJobOutcomes[i])}});
    }
    one.last_success =
        &metrics.gauge("kontor_jobs_last_success_timestamp_seconds",
                       "When a job last succeeded here, in seconds since 1970; 0: not yet.", {{"job", job.name}});
    one.seconds =
        &metrics.histogram("kontor_jobs_run_seconds", "How long jobs took.", run_bounds_seconds(), {{"job", job.name}});
  }
}

void JobMetrics::ended(const Job& job, JobOutcome outcome) {
  const auto& one = jobs_.at(job.name);
  one.runs[static_cast<std::size_t>(outcome)]->add();
  if (outcome == JobOutcome::succeeded) one.last_success->set(unix_seconds());
}

void JobMetrics::observe(const Job& job, double seconds) const {
  jobs_.at(job.name).seconds->observe(seconds);
}

}  // namespace kontor::jobs
