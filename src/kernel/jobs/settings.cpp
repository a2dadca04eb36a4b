#include "kernel/jobs/settings.hpp"

namespace kontor::jobs {

void JobSettings::rules(json::Rules<JobSettings>& rule) {
  rule(&JobSettings::workers).optional().range(1, 256).doc("Threads that run jobs.");
  rule(&JobSettings::poll_ms)
      .optional()
      .range(10, 60000)
      .doc("Pause between two looks for jobs and errands when nobody wakes us.");
  rule(&JobSettings::lease_seconds)
      .optional()
      .range(3, 3600)
      .doc("A job whose instance is silent for so long is taken over by another.");
  rule(&JobSettings::late_seconds)
      .optional()
      .range(1, 86400)
      .doc("A job that skips what it missed does not start later than this.");
  rule(&JobSettings::errand_workers).optional().range(1, 256).doc("Most threads that perform errands of one kind.");
  rule(&JobSettings::errand_lease_seconds)
      .optional()
      .range(3, 3600)
      .doc("An errand whose instance is silent for so long is taken over by another.");
  rule(&JobSettings::errand_attempts)
      .optional()
      .range(1, 1000)
      .doc("Failures before an errand is given up; one whose outcome is not known is never given up.");
  rule(&JobSettings::errand_first_retry_ms)
      .optional()
      .range(1, 3600000)
      .doc("Longest pause before the second attempt; doubles.");
  rule(&JobSettings::errand_longest_retry_ms).optional().range(1, 86400000).doc("Longest pause before any attempt.");
  rule(&JobSettings::errand_retention_hours)
      .optional()
      .range(1, 87600)
      .doc("How long the keys of settled errands are remembered.");
}

}  // namespace kontor::jobs
