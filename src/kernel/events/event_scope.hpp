#pragma once

#include <optional>
#include <string>

#include "kernel/events/event.hpp"
#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/origin.hpp"
#include "kernel/telemetry/trace.hpp"

namespace kontor::events {

// While it lives, this thread works on behalf of an event: what it publishes is caused by it, and its log lines carry
// the event's correlation and trace. Handlers of single events run in one; a handler of batches opens its own where it
// publishes because of one event.
class EventScope {
 public:
  explicit EventScope(const Event& event);
  EventScope(const EventScope&) = delete;
  EventScope& operator=(const EventScope&) = delete;

 private:
  telemetry::Origin origin_;
  std::optional<telemetry::TraceContext> trace_;
  telemetry::OriginScope origin_scope_;
  telemetry::LogScope log_scope_;
};

}  // namespace kontor::events
