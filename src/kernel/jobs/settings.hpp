#pragma once

#include "kernel/json/describe.hpp"

namespace kontor::jobs {

struct JobSettings {
  int workers = 2;                // threads that run jobs
  int poll_ms = 1000;             // between two looks for jobs and errands that nobody woke us for
  int lease_seconds = 30;         // of a running job; renewed while it runs
  int late_seconds = 60;          // a job that skips what it missed does not start later than this
  int errand_workers = 16;        // threads that perform errands of one kind, at most
  int errand_lease_seconds = 60;  // of one attempt; not renewed
  int errand_attempts = 8;        // refused or unanswered, before an errand is given up
  int errand_first_retry_ms = 1000;
  int errand_longest_retry_ms = 600000;
  int errand_retention_hours = 720;  // how long the keys of settled errands are remembered

  static void rules(json::Rules<JobSettings>& rule);
};
KONTOR_DESCRIBE(JobSettings, workers, poll_ms, lease_seconds, late_seconds, errand_workers, errand_lease_seconds,
                errand_attempts, errand_first_retry_ms, errand_longest_retry_ms, errand_retention_hours)

}  // namespace kontor::jobs
