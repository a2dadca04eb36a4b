#include "kernel/events/event_scope.hpp"

namespace kontor::events {

EventScope::EventScope(const Event& event)
    : origin_{event.headers.correlation_id, event.id.str(), event.headers.actor},
      trace_(telemetry::TraceContext::parse(event.headers.traceparent)),
      origin_scope_(origin_),
      log_scope_(origin_.correlation_id, trace_ ? trace_->trace() : std::string_view{}) {}

}  // namespace kontor::events
