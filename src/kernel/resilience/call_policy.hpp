#pragma once

#include "kernel/json/describe.hpp"

namespace kontor::resilience {

// How one dependency is called: a part of the section of who calls it.
struct CallPolicy {
  int timeout_ms = 30000;
  int try_timeout_ms = 10000;
  int retries = 3;
  int retry_base_ms = 100;
  int retry_cap_ms = 2000;
  int retry_percent = 20;
  int retries_per_second = 1;
  int retries_saved = 10;
  int breaker_failures = 5;
  int breaker_open_ms = 30000;
  int max_concurrent = 8;

  static void rules(json::Rules<CallPolicy>& rule);
};
KONTOR_DESCRIBE(CallPolicy, timeout_ms, try_timeout_ms, retries, retry_base_ms, retry_cap_ms, retry_percent,
                retries_per_second, retries_saved, breaker_failures, breaker_open_ms, max_concurrent)

}  // namespace kontor::resilience
