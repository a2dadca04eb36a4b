#pragma once

#include <string>

#include "kernel/telemetry/metrics.hpp"

namespace kontor::events {

// What is measured of one group.
struct GroupMetrics {
  GroupMetrics(telemetry::Metrics& metrics, const std::string& group);

  telemetry::Counter& handled;
  telemetry::Counter& failed;
  telemetry::Gauge& lag_events;
  telemetry::Gauge& lag_seconds;
  telemetry::Gauge& dead_letters;
  telemetry::Gauge& paused;
  telemetry::Histogram& handler_seconds;
  telemetry::Histogram& delivery_seconds;
};

}  // namespace kontor::events
