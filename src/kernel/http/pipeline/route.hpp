#pragma once

#include <array>
#include <atomic>
#include <string>
#include <string_view>

#include "kernel/http/endpoint.hpp"
#include "kernel/http/status.hpp"
#include "kernel/telemetry/metrics.hpp"

namespace kontor::http {

// Rate, errors and duration of one route. A status' counter is made when it is first needed, so the page lists only
// what happened; afterwards counting is a load and an add.
class RouteMetrics {
 public:
  RouteMetrics(telemetry::Metrics& metrics, std::string_view route, std::string_view method);

  void observe(int status, double seconds);

 private:
  telemetry::Counter& counter_of(int status);

  telemetry::Metrics& metrics_;
  std::string route_;
  std::string method_;
  telemetry::Histogram& seconds_;
  std::array<std::atomic<telemetry::Counter*>, kStatuses.size() + 1> by_status_{};
};

// An endpoint as it is served.
struct Route {
  Route(telemetry::Metrics& registry, Endpoint served, std::string full_pattern)
      : endpoint(std::move(served)),
        pattern(std::move(full_pattern)),
        priority(endpoint.priority.value_or(endpoint.is_operational ? Priority::operations : Priority::catalog)),
        metrics(registry, pattern, to_string(endpoint.method)) {}

  Endpoint endpoint;
  std::string pattern;  // with the base path
  Priority priority;
  mutable RouteMetrics metrics;
};

}  // namespace kontor::http
