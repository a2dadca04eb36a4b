#pragma once

#include <algorithm>
#include <string_view>

#include "kernel/telemetry/tracer.hpp"

namespace kontor::test {

// A tracer and what it recorded.
struct RecordedSpans {
  explicit RecordedSpans(double sample_ratio = 1, std::size_t capacity = 1000)
      : queue(capacity, dropped), tracer(queue, sample_ratio) {}

  // What ended since the last call, in this order.
  telemetry::SpanQueue::Batch take() { return queue.take(1000, {}); }

  telemetry::Counter dropped;
  telemetry::SpanQueue queue;
  telemetry::Tracer tracer;
};

// "" where there is none; numbers as text.
inline std::string attribute(const telemetry::SpanRecord& span, std::string_view name) {
  const auto found = std::ranges::find(span.attributes, name, &telemetry::SpanAttribute::name);
  if (found == span.attributes.end()) return "";
  if (const auto* text = std::get_if<std::string>(&found->value)) return *text;
  if (const auto* truth = std::get_if<bool>(&found->value)) return *truth ? "true" : "false";
  if (const auto* whole = std::get_if<std::int64_t>(&found->value)) return std::to_string(*whole);
  return std::to_string(std::get<double>(found->value));
}

}  // namespace kontor::test
