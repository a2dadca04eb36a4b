#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kontor::telemetry {

using SpanId = std::array<char, 16>;  // hex digits

// W3C trace context (level 1). `traceparent` is 00-<trace id>-<parent id>-<flags>.
struct TraceContext {
  std::array<char, 32> trace_id;
  SpanId span_id;
  bool sampled = false;

  std::string_view trace() const { return {trace_id.data(), trace_id.size()}; }
  std::string_view span() const { return {span_id.data(), span_id.size()}; }

  static TraceContext start();
  // nullopt for anything malformed, all-zero ids and version ff; unknown versions are read as version 00.
  static std::optional<TraceContext> parse(std::string_view traceparent);
  // The same trace, a new span.
  TraceContext child() const;
  std::string traceparent() const;
};

// Makes a context this thread's current one while it lives; scopes nest. Keeps a reference, so the context must outlive
// it.
class TraceScope {
 public:
  explicit TraceScope(const TraceContext& context);
  ~TraceScope();
  TraceScope(const TraceScope&) = delete;
  TraceScope& operator=(const TraceScope&) = delete;

 private:
  const TraceContext* outer_;
};

// What this thread works for, to be handed on with an event or a call: the request or the span (tracer.hpp) that is
// under way. There whether spans are recorded or not; nullopt where nobody began one.
std::optional<TraceContext> current_trace();

}  // namespace kontor::telemetry
