#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "kernel/telemetry/span_queue.hpp"
#include "kernel/telemetry/span_record.hpp"
#include "kernel/telemetry/trace.hpp"

namespace kontor::telemetry {

// Says which traces are recorded and where their spans go. A handle: cheap to copy, safe from any thread, used no
// longer than its queue lives. A default-constructed one is off: it records nothing, and a Span costs a comparison.
class Tracer {
 public:
  Tracer() = default;
  Tracer(SpanQueue& queue, double sample_ratio) : queue_(&queue), sample_ratio_(sample_ratio) {}

  bool on() const { return queue_ != nullptr; }
  bool records(const TraceContext& context) const { return on() && context.sampled; }
  // A trace that begins here; `sampled` by the ratio.
  TraceContext start_trace() const;
  // For a span that lives on several threads and is described at its end; everything else takes a Span.
  void finish(std::unique_ptr<SpanRecord> span) const;

 private:
  SpanQueue* queue_ = nullptr;
  double sample_ratio_ = 0;
};

// Where a span comes from. Without a parent and links it is a child of the thread's current one, and without that the
// root of a trace. Whether it is recorded was decided where its trace began.
struct SpanStart {
  SpanKind kind = SpanKind::internal;
  std::optional<TraceContext> parent = {};
  // Publishers of the events that are handled. Of a single one the span is a child as well: what a request set off is
  // in the request's trace. Of several it is a trace of its own, recorded when one of theirs is.
  std::span<const TraceContext> links = {};
};

// Something this thread does, from construction to destruction, and its current trace (`current_trace()`) for as long.
// Spans of a thread nest. One that is left by an exception is a failed one.
//
//   Span span(tracer_, "reserve stock");
//   span.set({"inventory.lines", lines.size()});
//   if (!reserved) span.fail(reserved.error().code);
//
// Who publishes an event writes current_trace()->traceparent() into its headers. Who handles a batch of them:
//
//   std::vector<TraceContext> publishers;
//   for (const Event& event : batch) {
//     if (const auto context = TraceContext::parse(event.headers.traceparent)) publishers.push_back(*context);
//   }
//   Span span(tracer_, "handle " + group, {.kind = SpanKind::consumer, .links = publishers});
//   span.set({"messaging.destination.name", topic}).set({"messaging.batch.message_count", batch.size()});
//   …the handler; what it asks of the database, calls and publishes belongs to this span…
//   if (!handled) span.fail(handled.error().code);
class Span {
 public:
  Span(const Tracer& tracer, std::string_view name, const SpanStart& start = {}) {
    if (tracer.on() || start.parent || !start.links.empty()) begin(tracer, name, start);
  }
  ~Span() {
    if (record_) end();
  }
  Span(const Span&) = delete;
  Span& operator=(const Span&) = delete;

  // Without it what follows does nothing; for what would be expensive to describe.
  bool recording() const { return record_ != nullptr; }
  // Attributes are masked as log fields are, and bounded (SpanRecord). Names: OpenTelemetry's, else kontor.….
  Span& set(const LogField& field) {
    if (record_) record_->set(field);
    return *this;
  }
  void fail(std::string_view code) {
    if (record_) record_->fail(code);
  }
  // To be handed on; nullopt only where nothing is recorded and nothing was given.
  std::optional<TraceContext> context() const { return scope_ ? std::optional(context_) : std::nullopt; }

 private:
  void begin(const Tracer& tracer, std::string_view name, const SpanStart& start);
  void end();

  Tracer tracer_;
  std::unique_ptr<SpanRecord> record_;
  std::chrono::steady_clock::time_point began_;
  int exceptions_ = 0;
  TraceContext context_;
  std::optional<TraceScope> scope_;
};

}  // namespace kontor::telemetry
