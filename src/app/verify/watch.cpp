#include "app/verify/watch.hpp"

#include "kernel/json/json.hpp"

namespace kontor::app::verify {

namespace {

telemetry::Gauge& gauge_of(telemetry::Metrics& metrics, const std::string& invariant) {
  return metrics.gauge("kontor_invariant_violations",
                       "Rows that contradict an invariant, as last looked for; -1: not yet",
                       {{"invariant", invariant}});
}

}  // namespace

jobs::Job watch_invariants(Verification& verification, telemetry::Metrics& metrics, const telemetry::Log& log) {
  for (const auto& invariant : all_invariants()) gauge_of(metrics, invariant).set(-1);
  return {.name = "verify.watch_invariants",
          .when = jobs::When::every(std::chrono::hours(1)),
          .run = [&verification, &metrics, &log](const jobs::JobRun&) -> Result<void> {
            const auto verdicts = verification.run();
            if (!verdicts) return verdicts.error();
            for (const auto& verdict : *verdicts) {
              gauge_of(metrics, verdict.invariant).set(verdict.violations);
              if (verdict.violations == 0) continue;
              log.error("invariant_violated", {{"invariant", verdict.invariant},
                                               {"violations", verdict.violations},
                                               {"examples", json::to_json(verdict.examples)}});
            }
            return {};
          }};
}

}  // namespace kontor::app::verify
