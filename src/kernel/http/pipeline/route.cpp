#include "kernel/http/pipeline/route.hpp"

namespace kontor::http {

RouteMetrics::RouteMetrics(telemetry::Metrics& metrics, std::string_view route, std::string_view method)
    : metrics_(metrics),
      route_(route),
      method_(method),
      seconds_(metrics.histogram("kontor_http_request_seconds", "From the head of a request to the end of its answer",
                                 telemetry::latency_bounds_seconds(), {{"route", route_}, {"method", method_}})) {}

void RouteMetrics::observe(int status, double seconds) {
  counter_of(status).add();
  seconds_.observe(seconds);
}

telemetry::Counter& RouteMetrics::counter_of(int status) {
  auto& known = by_status_[status_index(status)];
  if (auto* counter = known.load(std::memory_order_acquire)) return *counter;
  auto& counter = metrics_.counter("kontor_http_requests_total", "Answered requests",
                                   {{"route", route_}, {"method", method_}, {"status", std::to_string(status)}});
  known.store(&counter, std::memory_order_release);
  return counter;
}

}  // namespace kontor::http
