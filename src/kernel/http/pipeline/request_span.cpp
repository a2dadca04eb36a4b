#include "kernel/http/pipeline/request_span.hpp"

#include "kernel/http/pipeline/route.hpp"

namespace kontor::http {

namespace {

std::string_view method_of(const Exchange& exchange) {
  return exchange.request.method == Method::other ? "_OTHER" : to_string(exchange.request.method);
}

// Only what is declared: paths that people make up are no names.
std::string name_of(const Exchange& exchange) {
  std::string name(exchange.request.method == Method::other ? "HTTP" : to_string(exchange.request.method));
  if (exchange.route != nullptr) name.append(" ").append(exchange.route->pattern);
  return name;
}

}  // namespace

std::unique_ptr<telemetry::SpanRecord> request_span(const Exchange& exchange, Timestamp ended,
                                                    std::chrono::duration<double> taken) {
  auto span = std::make_unique<telemetry::SpanRecord>(name_of(exchange), telemetry::SpanKind::server, exchange.trace);
  span->parent = exchange.outer_span;
  span->duration = std::chrono::duration_cast<std::chrono::nanoseconds>(taken);
  span->started = std::chrono::time_point_cast<std::chrono::system_clock::duration>(ended) - span->duration;
  span->set({"http.request.method", method_of(exchange)});
  if (exchange.route != nullptr) span->set({"http.route", exchange.route->pattern});
  span->set({"http.response.status_code", exchange.response.status});
  span->set({"url.scheme", exchange.request.secure ? "https" : "http"});
  span->set({"url.path", exchange.request.path});
  span->set({"client.address", exchange.client_address});
  span->set({"kontor.request_id", exchange.request_id});
  if (exchange.response.status >= 500) span->fail(std::to_string(exchange.response.status));
  return span;
}

}  // namespace kontor::http
