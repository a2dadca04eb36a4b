#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/jobs/errand.hpp"
#include "kernel/jobs/store/errand_rows.hpp"
#include "kernel/telemetry/metrics.hpp"

namespace kontor::jobs {

enum class ErrandOutcome { settled, again, unknown, given_up, lost };  // lost: another instance took over

class ErrandMetrics {
 public:
  ErrandMetrics(telemetry::Metrics& metrics, const std::vector<ErrandKind>& kinds);

  void ended(const std::string& kind, ErrandOutcome outcome) const;
  void performed(const std::string& kind, double seconds) const;
  void show(const ErrandRows::Backlog& backlog) const;

 private:
  struct PerKind {
    std::array<telemetry::Counter*, 5> attempts;
    telemetry::Histogram* seconds;
    telemetry::Gauge* waiting;
    telemetry::Gauge* failed;
    telemetry::Gauge* oldest;
  };
  std::map<std::string, PerKind> kinds_;
};

}  // namespace kontor::jobs
