#include "kernel/resilience/call_policy.hpp"

namespace kontor::resilience {

void CallPolicy::rules(json::Rules<CallPolicy>& rule) {
  constexpr int kHourMs = 3600 * 1000;
  rule(&CallPolicy::timeout_ms).doc("Longest time for a call with all its tries").optional().range(1, kHourMs);
  rule(&CallPolicy::try_timeout_ms)
      .doc("Longest time for one try of a call that may be repeated")
      .optional()
      .range(1, kHourMs);
  rule(&CallPolicy::retries).doc("Most tries after the first").optional().range(0, 100);
  rule(&CallPolicy::retry_base_ms)
      .doc("Longest pause before the first retry; it doubles with each")
      .optional()
      .range(0, kHourMs);
  rule(&CallPolicy::retry_cap_ms).doc("Longest pause before any retry").optional().range(0, kHourMs);
  rule(&CallPolicy::retry_percent).doc("Retries allowed for each hundred calls").optional().range(0, 1000);
  rule(&CallPolicy::retries_per_second).doc("Retries allowed each second besides").optional().range(0, 1000);
  rule(&CallPolicy::retries_saved).doc("Most retries that are saved up").optional().range(0, 100000);
  rule(&CallPolicy::breaker_failures)
      .doc("Calls in a row that fail until none is made any more")
      .optional()
      .range(1, 1000000);
  rule(&CallPolicy::breaker_open_ms).doc("For how long none is made, before one probes").optional().range(1, kHourMs);
  rule(&CallPolicy::max_concurrent).doc("Most tries at the same time; beyond it 503").optional().range(1, 4096);
}

}  // namespace kontor::resilience
