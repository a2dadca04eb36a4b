#pragma once

#include <chrono>
#include <memory>

#include "kernel/core/time.hpp"
#include "kernel/http/server.hpp"
#include "kernel/telemetry/span_record.hpp"

namespace kontor::http {

// The span of a request that has been answered, in the names of OpenTelemetry's conventions.
std::unique_ptr<telemetry::SpanRecord> request_span(const Exchange& exchange, Timestamp ended,
                                                    std::chrono::duration<double> taken);

}  // namespace kontor::http
