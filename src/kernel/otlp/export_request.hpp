#pragma once

#include <string>

#include "kernel/telemetry/span_queue.hpp"

namespace kontor::otlp {

// Whose spans these are.
struct Service {
  std::string name;
  std::string version;
  std::string instance_id;
};

// The body of POST /v1/traces: an ExportTraceServiceRequest in OTLP's JSON.
std::string export_request(const Service& service, const telemetry::SpanQueue::Batch& spans);

}  // namespace kontor::otlp
