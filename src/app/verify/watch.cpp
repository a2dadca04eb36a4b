#include "app/verify/watch.hpp"

#include "kernel/json/json.hpp"

namespace kontor::app::verify {

jobs::Job watch_invariants(Verification& verification, telemetry::Metrics& metrics, const telemetry::Log& log) {
  return {.name = "verify.watch_invariants",
          .when = jobs::When::every(std::chrono::hours(1)),
          .run = [&verification, &metrics, &log](const jobs::JobRun&) -> Result<void> {
            const auto verdicts = verification.run();
            if (!verdicts) return verdicts.error();
            for (const auto& verdict : *verdicts) {
              metrics
                  .gauge("kontor_invariant_violations", "Rows that contradict an invariant, as last looked for",
                         {{"invariant", verdict.invariant}})
                  .set(verdict.violations);
              if (verdict.violations == 0) continue;
              log.error("invariant_violated", {{"invariant", verdict.invariant},
                                               {"violations", verdict.violations},
                                               {"examples", json::to_json(verdict.examples)}});
            }
            return {};
          }};
}

}  // namespace kontor::app::verify
