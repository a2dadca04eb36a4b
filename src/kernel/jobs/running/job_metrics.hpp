#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "kernel/jobs/job.hpp"
#include "kernel/telemetry/metrics.hpp"

namespace kontor::jobs {

enum class JobOutcome { succeeded, failed, skipped, lost };  // lost: another instance took over

class JobMetrics {
 public:
  JobMetrics(telemetry::Metrics& metrics, const std::vector<Job>& jobs);

  void ended(const Job& job, JobOutcome outcome);
  void observe(const Job& job, double seconds) const;

 private:
  struct PerJob {
    std::array<telemetry::Counter*, 4> runs;
    telemetry::Gauge* last_success;
    telemetry::Histogram* seconds;
  };
  std::map<std::string, PerJob> jobs_;
};

}  // namespace kontor::jobs
