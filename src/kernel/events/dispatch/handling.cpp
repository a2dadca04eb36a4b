#include "kernel/events/dispatch/handling.hpp"

#include <chrono>

#include "kernel/events/failpoints.hpp"

namespace kontor::events {

namespace {

std::vector<telemetry::TraceContext> publishers_of(std::span<const Event> events) {
  std::vector<telemetry::TraceContext> publishers;
  for (const auto& event : events) {
    if (const auto context = telemetry::TraceContext::parse(event.headers.traceparent)) publishers.push_back(*context);
  }
  return publishers;
}

}  // namespace

Result<void> handle(db::Tx& tx, const Group& group, std::span<const Event> events, const GroupMetrics& metrics,
                    const telemetry::Tracer& tracer) {
  const auto publishers = publishers_of(events);
  telemetry::Span span(tracer, "handle " + group.name(), {.kind = telemetry::SpanKind::consumer, .links = publishers});
  span.set({"messaging.destination.name", events.front().topic});
  span.set({"messaging.batch.message_count", events.size()});
  pass(kBeforeHandle);
  const auto started = std::chrono::steady_clock::now();
  auto handled = group.handle(tx, events);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  metrics.handler_seconds.observe(took.count());
  if (!handled) span.fail(handled.error().code);
  if (handled) pass(kAfterHandle);
  return handled;
}

}  // namespace kontor::events
