#include "kernel/telemetry/metrics.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <limits>
#include <regex>
#include <set>
#include <thread>

#include "kernel/core/text.hpp"

using namespace kontor::telemetry;

namespace {

// The page without the registry's own families.
std::string page(const Metrics& metrics) {
  std::string kept;
  const std::string text = metrics.render();
  for (const auto line : kontor::text::split(text, '\n')) {
    if (!line.empty() && line.find("kontor_metrics_refused") == std::string_view::npos) kept.append(line).append("\n");
  }
  return kept;
}

std::optional<std::string> promtool() {
  if (const char* named = std::getenv("KONTOR_PROMTOOL")) return named;
  const char* path = std::getenv("PATH");
  for (const auto folder : kontor::text::split(path == nullptr ? "" : path, ':')) {
    const std::string candidate = std::string(folder) + "/promtool";
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return std::nullopt;
}

// What the text format asks of a page: HELP and TYPE once before the samples, and no sample twice.
void check_format(const std::string& text) {
  static const std::regex head(R"(# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) .+)");
  static const std::regex sample(
      R"re(([a-zA-Z_:][a-zA-Z0-9_:]*)(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\[\\"n])*",?)+\})?)re"
      R"re( (\+Inf|-Inf|NaN|[-+0-9.e]+))re");
  std::set<std::string> seen;
  std::string family;
  REQUIRE(text.ends_with("\n"));
  for (const auto view : kontor::text::split(std::string_view(text).substr(0, text.size() - 1), '\n')) {
    const std::string line(view);
    INFO(line);
    std::smatch parts;
    if (std::regex_match(line, parts, head)) {
      if (parts[1] == "HELP") family = parts[2];
      CHECK(family == parts[2]);
      CHECK(seen.insert(parts[1].str() + ' ' + parts[2].str()).second);
    } else {
      REQUIRE(std::regex_match(line, parts, sample));
      CHECK(parts[1].str().starts_with(family));
      CHECK(seen.insert(parts[1].str() + parts[2].str()).second);
    }
  }
}

void check_with_promtool(const std::string& tool, const std::string& text) {
  std::FILE* pipe = ::popen((tool + " check metrics 2>&1").c_str(), "w");
  REQUIRE(pipe != nullptr);
  REQUIRE(std::fwrite(text.data(), 1, text.size(), pipe) == text.size());
  CHECK(::pclose(pipe) == 0);
}

}  // namespace

TEST_CASE("counters and gauges show their value, help and type once per family, labels sorted") {
  Metrics metrics;
  metrics.counter("shop_orders_total", "Orders", {{"status", "paid"}, {"channel", "web"}}).add(3);
  metrics.counter("shop_orders_total", "Orders", {{"channel", "app"}, {"status", "paid"}}).add();
  metrics.gauge("shop_open_carts", "Carts").set(-2);
  CHECK(page(metrics) ==
        "# HELP shop_open_carts Carts\n"
        "# TYPE shop_open_carts gauge\n"
        "shop_open_carts -2\n"
        "# HELP shop_orders_total Orders\n"
        "# TYPE shop_orders_total counter\n"
        "shop_orders_total{channel=\"app\",status=\"paid\"} 1\n"
        "shop_orders_total{channel=\"web\",status=\"paid\"} 3\n");
}

TEST_CASE("asking twice gives the same instrument, whatever the order of the labels") {
  Metrics metrics;
  auto& first = metrics.counter("a_total", "A", {{"x", "1"}, {"y", "2"}});
  auto& second = metrics.counter("a_total", "A", {{"y", "2"}, {"x", "1"}});
  CHECK(&first == &second);
  CHECK(&metrics.histogram("h_seconds", "H", {1, 2}) == &metrics.histogram("h_seconds", "H", {1, 2}));
}

TEST_CASE("a histogram counts what is at most the bound, cumulatively, with sum and count") {
  Metrics metrics;
  auto& histogram = metrics.histogram("h_seconds", "H", {0.0005, 0.1, 2.5}, {{"route", "/a"}});
  for (const double value : {0.0005, 0.05, 0.1, 1.0, 3.0}) histogram.observe(value);
  histogram.observe(std::numeric_limits<double>::quiet_NaN());
  CHECK(page(metrics) ==
        "# HELP h_seconds H\n"
        "# TYPE h_seconds histogram\n"
        "h_seconds_bucket{route=\"/a\",le=\"0.0005\"} 1\n"
        "h_seconds_bucket{route=\"/a\",le=\"0.1\"} 3\n"
        "h_seconds_bucket{route=\"/a\",le=\"2.5\"} 4\n"
        "h_seconds_bucket{route=\"/a\",le=\"+Inf\"} 5\n"
        "h_seconds_sum{route=\"/a\"} 4.1505\n"
        "h_seconds_count{route=\"/a\"} 5\n");
}

TEST_CASE("label values and help texts cannot break the page") {
  Metrics metrics;
  metrics.gauge("a", "line\nbreak \\ \"q\"", {{"v", "say \"hi\"\n\\ \xff"}}).set(1);
  CHECK(page(metrics) ==
        "# HELP a line\\nbreak \\\\ \"q\"\n"
        "# TYPE a gauge\n"
        "a{v=\"say \\\"hi\\\"\\n\\\\ \xEF\xBF\xBD\"} 1\n");
}

TEST_CASE("observed values are read when the page is made, and the last reader counts") {
  Metrics metrics;
  double value = 1.5;
  metrics.observe_gauge("pool_size", "Size", [] { return 99.0; });
  metrics.observe_gauge("pool_size", "Size", [&] { return value; });
  metrics.observe_counter("cpu_seconds_total", "CPU", [] { return std::numeric_limits<double>::infinity(); });
  value = 2.5;
  CHECK(page(metrics).find("pool_size 2.5\n") != std::string::npos);
  CHECK(page(metrics).find("# TYPE cpu_seconds_total counter\ncpu_seconds_total +Inf\n") != std::string::npos);
}

TEST_CASE("a label with endless values fills one series more, not the memory") {
  Metrics metrics;
  for (int i = 0; i < 1500; ++i) {
    metrics.counter("hits_total", "Hits", {{"path", "/" + std::to_string(i)}, {"method", "get"}}).add();
  }
  const std::string text = metrics.render();
  CHECK(text.find("hits_total{method=\"other\",path=\"other\"} 500\n") != std::string::npos);
  CHECK(text.find("kontor_metrics_refused_series_total{metric=\"hits_total\"} 500\n") != std::string::npos);
  const auto page_text = page(metrics);
  CHECK(std::count(page_text.begin(), page_text.end(), '\n') == 1003);
  // Those who came in time keep their series.
  metrics.counter("hits_total", "Hits", {{"path", "/7"}, {"method", "get"}}).add();
  CHECK(metrics.render().find("hits_total{method=\"get\",path=\"/7\"} 2\n") != std::string::npos);
}

TEST_CASE("threads may count, register and read at once") {
  Metrics metrics;
  auto& counter = metrics.counter("a_total", "A");
  auto& histogram = metrics.histogram("h_seconds", "H", latency_bounds_seconds());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 5000; ++i) {
        counter.add();
        histogram.observe(0.001);
        if (i % 100 == 0) metrics.gauge("g", "G", {{"thread", std::to_string(t)}}).set(i);
        if (i % 1000 == 0) metrics.render();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(counter.value() == 20000);
  CHECK(histogram.sum() == Approx(20.0));
  check_format(metrics.render());
}

TEST_CASE("the process describes itself") {
  Metrics metrics;
  add_process_metrics(metrics, "1.2.3");
  const std::string text = metrics.render();
  const auto value_of = [&](const std::string& name) {
    const auto at = text.find("\n" + name + " ");
    INFO(name << " in\n" << text);
    REQUIRE(at != std::string::npos);
    return std::stod(text.substr(at + name.size() + 2));
  };
  CHECK(text.find("version=\"1.2.3\"} 1\n") != std::string::npos);
  CHECK(value_of("process_resident_memory_bytes") > 1e6);
  CHECK(value_of("process_open_fds") >= 3);
  CHECK(value_of("process_threads") >= 1);
  CHECK(value_of("process_cpu_seconds_total") > 0);
  const double now = static_cast<double>(std::time(nullptr));
  CHECK(value_of("process_start_time_seconds") > now - 3600);
  CHECK(value_of("process_start_time_seconds") < now + 5);
}

TEST_CASE("Prometheus accepts the page") {
  Metrics metrics;
  add_process_metrics(metrics, "1.2.3");
  metrics.counter("shop_orders_total", "Orders", {{"status", "say \"hi\"\n"}}).add(3);
  metrics.histogram("shop_request_seconds", "Time", latency_bounds_seconds(), {{"route", "/a"}}).observe(0.2);
  metrics.histogram("shop_request_seconds", "Time", latency_bounds_seconds(), {{"route", "/b"}}).observe(20);
  check_format(metrics.render());
  if (const auto tool = promtool())
    check_with_promtool(*tool, metrics.render());
  else
    std::cout << "promtool is neither in PATH nor named by KONTOR_PROMTOOL: only the format was checked\n";
}
