#include "kernel/http/edge/edge.hpp"

namespace kontor::http {

EdgeMetrics::EdgeMetrics(telemetry::Metrics& metrics)
    : connections(metrics.gauge("kontor_http_connections", "Open connections.")),
      connections_total(metrics.counter("kontor_http_connections_total", "Connections that were accepted.")),
      websockets(metrics.gauge("kontor_http_websockets", "Open WebSockets.")),
      websockets_dropped(metrics.counter("kontor_http_websockets_dropped_total",
                                         "WebSockets that were cut because the client was too slow or silent.")),
      refused_{{{"bad_request", nullptr},
                {"expectation_failed", nullptr},
                {"headers_too_large", nullptr},
                {"not_implemented", nullptr},
                {"payload_too_large", nullptr},
                {"request_timeout", nullptr},
                {"shed", nullptr},
                {"too_many_connections", nullptr},
                {"unavailable", nullptr},
                {"uri_too_long", nullptr}}},
      refusal_seconds_(metrics.histogram("kontor_http_refusal_seconds",
                                         "From the head of a request that found no worker to the end of its answer.",
                                         telemetry::latency_bounds_seconds())) {
  for (Refused& row : refused_) {
    row.counter = &metrics.counter("kontor_http_refused_total", "Requests that the edge refused, by reason.",
                                   {{"reason", std::string(row.reason)}});
  }
  for (std::size_t i = 0; i < kPriorities; ++i) {
    shed_[i] = &metrics.counter("kontor_http_shed_total", "Requests that found no worker, by priority.",
                                {{"priority", std::string(kPriorityNames[i])}});
  }
}

void EdgeMetrics::refused(std::string_view reason) {
  for (const Refused& row : refused_) {
    if (row.reason == reason) row.counter->add();
  }
}

void EdgeMetrics::turned_away(Priority priority, double seconds) {
  shed_[index_of(priority)]->add();
  refusal_seconds_.observe(seconds);
}

}  // namespace kontor::http
