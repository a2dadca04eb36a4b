#include "kernel/otlp/exporter.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <nlohmann/json.hpp>

#include "kernel/http/server.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using namespace std::chrono_literals;
using Json = nlohmann::json;
using telemetry::Span;
using test::eventually;

namespace {

// Takes what it is sent, on a loopback port, and answers as the test wants it.
class Collector final : public http::Handler {
 public:
  Collector() {
    http::HttpSettings settings;
    settings.listen = "127.0.0.1:0";
    auto server = http::Server::listen(settings, *this, log_, metrics_);
    REQUIRE(server);
    server_ = *std::move(server);
    server_->start();
  }
  ~Collector() override {
    hang(false);
    server_->stop(Deadline::after(5s));
  }

  bool begin(http::Exchange&) override { return false; }
  void work(http::Exchange& exchange) override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !hanging_; });
    exchange.response.status = status_;
    exchange.response.body = "{}";
    if (status_ != 200) return;
    CHECK(exchange.request.method == http::Method::post);
    CHECK(exchange.request.path == "/v1/traces");
    CHECK(exchange.request.header("Content-Type") == "application/json");
    CHECK(exchange.request.header("traceparent").empty());
    key_ = exchange.request.header("api-key");
    messages_.push_back(Json::parse(exchange.request.body));
  }
  void refuse(http::Exchange& exchange, const Error&) override { exchange.response.status = 400; }
  void finished(const http::Exchange&, std::size_t) override {}

  std::string url() const { return server_->url(); }
  void answer(int status) {
    const std::lock_guard lock(mutex_);
    status_ = status;
  }
  void hang(bool hanging) {
    {
      const std::lock_guard lock(mutex_);
      hanging_ = hanging;
    }
    changed_.notify_all();
  }
  std::string key() {
    const std::lock_guard lock(mutex_);
    return key_;
  }
  std::vector<Json> messages() {
    const std::lock_guard lock(mutex_);
    return messages_;
  }
  // Names of all spans so far.
  std::vector<std::string> spans() {
    std::vector<std::string> names;
    for (const auto& message : messages()) {
      for (const auto& span : message.at("resourceSpans").at(0).at("scopeSpans").at(0).at("spans")) {
        names.push_back(span.at("name"));
      }
    }
    return names;
  }

 private:
  telemetry::Log log_{{.level = telemetry::LogLevel::off}};
  telemetry::Metrics metrics_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int status_ = 200;
  bool hanging_ = false;
  std::string key_;
  std::vector<Json> messages_;
  std::unique_ptr<http::Server> server_;
};

telemetry::TracingSettings quick(std::string endpoint) {
  telemetry::TracingSettings settings;
  settings.endpoint = std::move(endpoint);
  settings.interval_ms = 10;
  settings.timeout_ms = 300;
  return settings;
}

// An exporter with its log in a file.
struct Exporting {
  explicit Exporting(const telemetry::TracingSettings& settings) {
    auto started = otlp::Exporter::start(settings, "1.2.3", log, metrics);
    REQUIRE(started);
    exporter = *std::move(started);
  }
  ~Exporting() { std::fclose(log_file); }

  void record(const std::string& name) const { const Span span(exporter->tracer(), name); }
  int metric(const std::string& series) const {
    const std::string page = metrics.render();
    const auto at = page.find("\n" + series + " ");
    return at == std::string::npos ? 0 : std::stoi(page.substr(at + series.size() + 2));
  }
  int exported() const { return metric("kontor_trace_exported_spans_total"); }
  int failures() const { return metric("kontor_trace_export_failures_total"); }
  int dropped() const {
    return metric(R"(kontor_trace_dropped_spans_total{reason="queue_full"})") +
           metric(R"(kontor_trace_dropped_spans_total{reason="undelivered"})");
  }
  std::string log_text() const {
    log.flush();
    std::string text(1 << 16, '\0');
    const auto size = ::pread(::fileno(log_file), text.data(), text.size(), 0);
    return text.substr(0, static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  }
  int log_count(std::string_view event) const {
    const std::string text = log_text();
    int count = 0;
    for (auto at = text.find(event); at != std::string::npos; at = text.find(event, at + 1)) ++count;
    return count;
  }

  std::FILE* log_file = std::tmpfile();
  telemetry::Log log{{.format = telemetry::LogFormat::json}, ::fileno(log_file)};
  telemetry::Metrics metrics;
  std::unique_ptr<otlp::Exporter> exporter;
};

constexpr std::string_view kNobody = "http://127.0.0.1:1";

}  // namespace

TEST_CASE("ended spans reach the collector within the interval") {
  Collector collector;
  auto settings = quick(collector.url() + "/");
  settings.headers = {"api-key=a=b"};
  const Exporting exporting(settings);
  exporting.record("work");
  REQUIRE(eventually([&] { return collector.spans().size() == 1; }));
  CHECK(collector.spans()[0] == "work");
  CHECK(collector.key() == "a=b");
  CHECK(eventually([&] { return exporting.exported() == 1; }));
  CHECK(exporting.failures() == 0);
  CHECK(exporting.log_text().empty());
}

TEST_CASE("a full batch does not wait for the interval, and no message is larger") {
  Collector collector;
  auto settings = quick(collector.url());
  settings.interval_ms = 600000;
  settings.batch_spans = 5;
  const Exporting exporting(settings);
  for (int i = 0; i < 10; ++i) exporting.record(std::to_string(i));
  REQUIRE(eventually([&] { return collector.spans().size() == 10; }));
  CHECK(collector.messages().size() == 2);
}

TEST_CASE("what is left at the end is sent") {
  Collector collector;
  auto settings = quick(collector.url());
  settings.interval_ms = 600000;
  settings.batch_spans = 2;
  Exporting exporting(settings);
  for (int i = 0; i < 7; ++i) exporting.record(std::to_string(i));
  exporting.exporter.reset();
  CHECK(collector.spans().size() == 7);
  CHECK(exporting.exported() == 7);
}

TEST_CASE(
    "a collector that is away costs counters: nothing waits, all spans are accounted for, the log hears it once") {
  auto settings = quick(std::string(kNobody));
  settings.queue_spans = 16;
  settings.batch_spans = 4;
  Exporting exporting(settings);
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < 2000; ++i) exporting.record("work");
  CHECK(std::chrono::steady_clock::now() - began < 2s);
  REQUIRE(eventually([&] {
    exporting.record("more");
    return exporting.failures() >= 3;
  }));
  CHECK(exporting.exported() == 0);
  CHECK(exporting.log_count("trace_export_failing") == 1);
  CHECK(exporting.log_count("http_client_request") == 0);
  const auto ending = std::chrono::steady_clock::now();
  exporting.exporter.reset();
  CHECK(std::chrono::steady_clock::now() - ending < 1s);
  CHECK(exporting.dropped() >= 2003);
}

TEST_CASE("a collector that comes back is used again, and both changes are told once") {
  Collector collector;
  collector.answer(503);
  const Exporting exporting(quick(collector.url()));
  REQUIRE(eventually([&] {
    exporting.record("lost");
    return exporting.failures() >= 2;
  }));
  collector.answer(200);
  REQUIRE(eventually([&] {
    exporting.record("found");
    return exporting.exported() >= 2;
  }));
  CHECK(exporting.log_count("trace_export_failing") == 1);
  CHECK(exporting.log_count("\"outcome\":\"503\"") == 1);
  CHECK(exporting.log_count("trace_export_recovered") == 1);
}

TEST_CASE("a collector that never answers holds up the end of the program no longer than its patience") {
  Collector collector;
  collector.hang(true);
  Exporting exporting(quick(collector.url()));
  exporting.record("work");
  REQUIRE(eventually([&] { return exporting.failures() >= 1; }));
  for (int i = 0; i < 100; ++i) exporting.record("left over");
  const auto ending = std::chrono::steady_clock::now();
  exporting.exporter.reset();
  CHECK(std::chrono::steady_clock::now() - ending < 1500ms);
  CHECK(exporting.exported() == 0);
  CHECK(exporting.dropped() == 101);
}

TEST_CASE("without an endpoint nothing is recorded") {
  const Exporting exporting{telemetry::TracingSettings{}};
  CHECK_FALSE(exporting.exporter->tracer().on());
}

TEST_CASE("settings that cannot be meant are refused by their key") {
  const telemetry::Log log({.level = telemetry::LogLevel::off});
  telemetry::Metrics metrics;
  telemetry::TracingSettings settings;
  for (const char* endpoint : {"localhost:4318", "http://", "http://collector:99999", "http://collector:",
                               "http://me:secret@collector", "http://collector?a=b", "http://two hosts"}) {
    CAPTURE(endpoint);
    settings.endpoint = endpoint;
    const auto started = otlp::Exporter::start(settings, "1", log, metrics);
    REQUIRE_FALSE(started);
    CHECK(started.error().fields.at(0).pointer == "tracing.endpoint");
    CHECK(started.error().fields.at(0).detail.find("secret") == std::string::npos);
  }
  settings.endpoint = "http://localhost:4318";
  for (const char* header : {"secret", "=secret", "an api key=secret", "key=sec\nret", "Content-Length=5"}) {
    CAPTURE(header);
    settings.headers = {header};
    const auto started = otlp::Exporter::start(settings, "1", log, metrics);
    REQUIRE_FALSE(started);
    CHECK(started.error().fields.at(0).pointer == "tracing.headers");
  }
}
