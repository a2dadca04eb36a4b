#pragma once

#include <string>
#include <vector>

#include "kernel/json/describe.hpp"

namespace kontor::telemetry {

struct TracingSettings {
  std::string endpoint;              // empty: off
  std::vector<std::string> headers;  // name=value
  double sample_ratio = 1;
  int queue_spans = 4096;
  int batch_spans = 512;
  int interval_ms = 5000;
  int timeout_ms = 1000;

  static void rules(json::Rules<TracingSettings>& rule);
};
KONTOR_DESCRIBE(TracingSettings, endpoint, headers, sample_ratio, queue_spans, batch_spans, interval_ms, timeout_ms)

}  // namespace kontor::telemetry
