#include "kernel/events/log/ambient_headers.hpp"

#include "kernel/telemetry/origin.hpp"
#include "kernel/telemetry/trace.hpp"

namespace kontor::events {

Headers ambient_headers() {
  const auto& origin = telemetry::OriginScope::current();
  const auto trace = telemetry::current_trace();
  return {origin.correlation_id, origin.causation_id, trace ? trace->traceparent() : "", origin.actor};
}

}  // namespace kontor::events
