#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/http/client.hpp"
#include "kernel/otlp/export_request.hpp"
#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "kernel/telemetry/tracer.hpp"
#include "kernel/telemetry/tracing_settings.hpp"

namespace kontor::otlp {

// Records spans and sends them to a collector from a thread of its own. Whatever becomes of the collector costs
// everybody else nothing but counters.
class Exporter {
 public:
  // Without tracing.endpoint nothing is recorded and no thread runs. An endpoint that is no http or https address, and
  // headers that are not name=value, are errors that name the key.
  static Result<std::unique_ptr<Exporter>> start(const telemetry::TracingSettings& settings, std::string_view version,
                                                 const telemetry::Log& log, telemetry::Metrics& metrics);
  // Sends what is left, for a second at most, unless the collector was away before. Tracers must not be used any more.
  ~Exporter();
  Exporter(const Exporter&) = delete;
  Exporter& operator=(const Exporter&) = delete;

  telemetry::Tracer tracer();

 private:
  Exporter(const telemetry::TracingSettings& settings, http::HeaderList headers, std::string_view version,
           const telemetry::Log& log, telemetry::Metrics& metrics);

  Result<void> connect(telemetry::Metrics& metrics);
  void run();
  void send_the_rest();
  telemetry::SpanQueue::Batch next(std::chrono::milliseconds patience);
  bool send(const telemetry::SpanQueue::Batch& spans, Deadline deadline);
  void note(bool delivered, std::string_view outcome);

  const telemetry::TracingSettings settings_;
  const std::string url_;
  const http::HeaderList headers_;
  const Service service_;
  const telemetry::Log& log_;
  const telemetry::Log silent_{{.level = telemetry::LogLevel::off}};  // the client's: it would tell each failure
  telemetry::Counter& exported_;
  telemetry::Counter& failures_;
  telemetry::Counter& undelivered_;
  telemetry::SpanQueue queue_;
  std::unique_ptr<http::Client> client_;
  bool reached_ = true;  // the thread's own
  std::thread thread_;
};

}  // namespace kontor::otlp
