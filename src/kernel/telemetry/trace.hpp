#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kontor::telemetry {

// W3C trace context (level 1). `traceparent` is 00-<trace id>-<parent id>-<flags>.
struct TraceContext {
  std::array<char, 32> trace_id;
  std::array<char, 16> span_id;
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

}  // namespace kontor::telemetry
