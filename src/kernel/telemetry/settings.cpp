#include "kernel/json/type.hpp"
#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/tracing_settings.hpp"

namespace kontor::telemetry {

void LogSettings::rules(json::Rules<LogSettings>& rule) {
  rule(&LogSettings::level).optional().doc("The least important lines that are written");
  rule(&LogSettings::format).optional().doc("automatic: readable lines on a terminal, JSON lines elsewhere");
  rule(&LogSettings::queue_lines).optional().range(64, 1 << 20).doc("Lines that may wait to be written");
}

void TracingSettings::rules(json::Rules<TracingSettings>& rule) {
  using S = TracingSettings;
  rule(&S::endpoint)
      .optional()
      .doc("Of an OpenTelemetry collector that takes OTLP over HTTP; empty: nothing is recorded")
      .example("http://localhost:4318");
  rule(&S::headers).optional().secret().items(0, 20).doc("Sent to the collector, each name=value");
  rule(&S::sample_ratio)
      .optional()
      .range(0, 1)
      .doc("Share of the traces beginning here that is recorded; a client's own decision stands");
  rule(&S::queue_spans).optional().range(1, 1 << 20).doc("Spans that may wait to be sent; beyond it they are dropped");
  rule(&S::batch_spans).optional().range(1, 10000).doc("Most spans in one message; as many are sent at once");
  rule(&S::interval_ms).optional().range(10, 600000).doc("Longest wait until spans are sent");
  rule(&S::timeout_ms).optional().range(10, 60000).doc("Longest wait for the collector, also when the program ends");
}

}  // namespace kontor::telemetry
