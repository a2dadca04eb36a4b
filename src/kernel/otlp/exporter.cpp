#include "kernel/otlp/exporter.hpp"

#include <algorithm>

#include "kernel/core/ids.hpp"

namespace kontor::otlp {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongestPause = std::chrono::minutes(1);
constexpr auto kLastPatience = std::chrono::seconds(1);

telemetry::Counter& dropped(telemetry::Metrics& metrics, std::string reason) {
  return metrics.counter("kontor_trace_dropped_spans_total", "Spans that did not reach the collector.",
                         {{"reason", std::move(reason)}});
}

Error setting_error(std::string key, std::string detail) {
  return invalid({{"tracing." + key, "format", std::move(detail)}});
}

Result<http::HeaderList> parse_headers(const std::vector<std::string>& settings) {
  http::HeaderList headers = {{"Content-Type", "application/json"}};
  for (const auto& setting : settings) {
    const auto equals = setting.find('=');
    if (equals == 0 || equals == std::string::npos) return setting_error("headers", "must be name=value, each");
    headers.emplace_back(setting.substr(0, equals), setting.substr(equals + 1));
  }
  if (!http::may_be_sent({.url = "http://localhost", .headers = headers})) {
    return setting_error("headers", "has a name or a value that HTTP does not allow, or one that is the client's own");
  }
  return headers;
}

// Not only a scheme: what the client refuses would fail with every message.
bool is_base_url(const std::string& url) {
  return url.find_first_of("?#") == std::string::npos && http::may_be_sent({.url = url});
}

std::string outcome_of(const Result<http::ClientResponse>& answer) {
  return answer ? std::to_string(answer->status) : answer.error().code;
}

}  // namespace

Result<std::unique_ptr<Exporter>> Exporter::start(const telemetry::TracingSettings& settings, std::string_view version,
                                                  const telemetry::Log& log, telemetry::Metrics& metrics) {
  auto headers = parse_headers(settings.headers);
  if (!headers) return std::move(headers).error();
  if (!settings.endpoint.empty() && !is_base_url(settings.endpoint)) {
    return setting_error("endpoint", "must be an address like http://localhost:4318, without user, password and query");
  }
  std::unique_ptr<Exporter> exporter(new Exporter(settings, *std::move(headers), version, log, metrics));
  if (settings.endpoint.empty()) return exporter;
  if (auto connected = exporter->connect(metrics); !connected) return std::move(connected).error();
  return exporter;
}

Exporter::Exporter(const telemetry::TracingSettings& settings, http::HeaderList headers, std::string_view version,
                   const telemetry::Log& log, telemetry::Metrics& metrics)
    : settings_(settings),
      url_(http::join_url(settings.endpoint, "v1/traces")),
      headers_(std::move(headers)),
      service_{"kontor", std::string(version), Uuid::generate().str()},
      log_(log),
      exported_(metrics.counter("kontor_trace_exported_spans_total", "Spans that the collector has taken.")),
      failures_(metrics.counter("kontor_trace_export_failures_total", "Messages that the collector has not taken.")),
      undelivered_(dropped(metrics, "undelivered")),
      queue_(static_cast<std::size_t>(settings.queue_spans), dropped(metrics, "queue_full")) {}

Result<void> Exporter::connect(telemetry::Metrics& metrics) {
  auto client = http::Client::create({}, silent_, metrics);
  if (!client) return std::move(client).error();
  client_ = *std::move(client);
  thread_ = std::thread([this] { run(); });
  return {};
}

Exporter::~Exporter() {
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

telemetry::Tracer Exporter::tracer() {
  return client_ ? telemetry::Tracer(queue_, settings_.sample_ratio) : telemetry::Tracer();
}

telemetry::SpanQueue::Batch Exporter::next(milliseconds patience) {
  return queue_.take(static_cast<std::size_t>(settings_.batch_spans), std::chrono::steady_clock::now() + patience);
}

void Exporter::run() {
  const milliseconds interval(settings_.interval_ms);
  milliseconds pause(0);
  while (queue_.wait(std::chrono::steady_clock::now() + pause)) {
    const auto spans = next(interval);
    const bool well = spans.empty() || send(spans, Deadline::after(milliseconds(settings_.timeout_ms)));
    pause = well ? milliseconds(0) : std::max(interval, std::min(pause * 2, kLongestPause));
  }
  send_the_rest();
}

void Exporter::send_the_rest() {
  const auto last = Deadline::after(kLastPatience);
  for (auto spans = next({}); !spans.empty(); spans = next({})) {
    if (!reached_ || last.passed())
      undelivered_.add(spans.size());
    else
      send(spans, last);
  }
}

bool Exporter::send(const telemetry::SpanQueue::Batch& spans, Deadline deadline) {
  const http::ClientRequest request{
      .method = http::Method::post, .url = url_, .headers = headers_, .body = export_request(service_, spans)};
  const auto answer = client_->send(request, deadline);
  const bool delivered = answer && answer->status / 100 == 2;
  if (delivered) {
    exported_.add(spans.size());
  } else {
    failures_.add();
    undelivered_.add(spans.size());
  }
  note(delivered, outcome_of(answer));
  return delivered;
}

// Of each change once.
void Exporter::note(bool delivered, std::string_view outcome) {
  if (std::exchange(reached_, delivered) == delivered) return;
  if (delivered)
    log_.info("trace_export_recovered", {{"url", url_}});
  else
    log_.warn("trace_export_failing", {{"url", url_}, {"outcome", outcome}});
}

}  // namespace kontor::otlp
