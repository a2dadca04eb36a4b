#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <deque>
#include <stdexcept>
#include <thread>

#include "kernel/core/text.hpp"
#include "kernel/http/problem.hpp"
#include "kernel/http/raw_client.hpp"
#include "kernel/http/server.hpp"
#include "support/eventually.hpp"

namespace kontor::http {
namespace {

using kontor::test::eventually;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kService{10};
constexpr int kWorkers = 4;

// Each request keeps a worker busy for a while; its path is its priority.
class SlowShop final : public Handler {
 public:
  bool begin(Exchange& exchange) override {
    for (std::size_t i = 0; i < kPriorities; ++i) {
      if (exchange.request.path.substr(1) == kPriorityNames[i]) exchange.priority = static_cast<Priority>(i);
    }
    return false;
  }
  void work(Exchange& exchange) override {
    std::this_thread::sleep_for(kService);
    exchange.response.body = "served";
  }
  void refuse(Exchange& exchange, const Error& error) override { exchange.response = problem(error, ""); }
  void finished(const Exchange&, std::size_t) override {}
};

// Clients who ask again as soon as they are answered, a little later when they were refused.
class Crowd {
 public:
  Crowd(int port, std::string path, int clients) : path_(std::move(path)) {
    for (int i = 0; i < clients; ++i) threads_.emplace_back([this, port] { ask(port); });
  }
  ~Crowd() {
    leaving_ = true;
    for (auto& thread : threads_) thread.join();
  }

  std::atomic<int> served{0};
  std::atomic<int> refused{0};
  std::atomic<int> wrong{0};  // no answer, or one that does not say when to come back

 private:
  void ask(int port) {
    RawClient client(port);
    while (!leaving_) {
      if (!client.send("GET /" + path_ + " HTTP/1.1\r\nHost: shop\r\n\r\n")) ++wrong;
      const auto answer = client.answer();
      if (answer && answer->status == 200) {
        ++served;
      } else if (answer && answer->status == 503 && !answer->header("Retry-After").empty()) {
        ++refused;
        std::this_thread::sleep_for(kService / 2);
      } else {
        ++wrong;
      }
    }
  }

  std::string path_;
  std::atomic<bool> leaving_{false};
  std::vector<std::thread> threads_;
};

struct OverloadedShop {
  OverloadedShop() : log(telemetry::LogSettings{.level = telemetry::LogLevel::off}) {
    HttpSettings settings;
    settings.listen = "127.0.0.1:0";
    settings.workers = kWorkers;
    settings.shed_target_ms = 30;
    settings.shed_interval_ms = 60;
    auto listening = Server::listen(settings, handler, log, metrics);
    if (!listening) throw std::runtime_error(listening.error().detail);
    server = *std::move(listening);
    server->start();
    const std::string url = server->url();
    port = static_cast<int>(*text::parse_int(std::string_view(url).substr(url.rfind(':') + 1)));
  }

  std::uint64_t shed(const std::string& priority) {
    return metrics
        .counter("kontor_http_shed_total", "Requests that found no worker, by priority.", {{"priority", priority}})
        .value();
  }
  std::int64_t level() {
    return metrics
        .gauge("kontor_http_shed_level", "Priorities that are refused where they would wait, by lane.",
               {{"lane", "standard"}})
        .value();
  }

  SlowShop handler;
  telemetry::Log log;
  telemetry::Metrics metrics;
  std::unique_ptr<Server> server;
  int port = 0;
};

TEST_CASE_METHOD(OverloadedShop,
                 "more than can be done: workers stay busy, checkouts are served, the least is refused") {
  Crowd browsing(port, "catalog", 40);
  Crowd reporting(port, "analytics", 4);
  Crowd buying(port, "checkout", 4);
  REQUIRE(eventually([&] { return shed("catalog") >= 100 && shed("analytics") >= 10; }));
  const int before = browsing.served + buying.served + reporting.served;
  const int reported_before = reporting.served;
  const int browsed_before = browsing.served;
  const auto began = std::chrono::steady_clock::now();
  const int bought_before = buying.served;
  REQUIRE(eventually([&] { return buying.served >= bought_before + 300; }));

  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - began;
  const double could = taken / kService * kWorkers;
  const int did = browsing.served + buying.served + reporting.served - before;
  INFO("served " << did << " where " << could << " could have been, refused " << browsing.refused);
  CHECK(did >= 0.5 * could);
  CHECK(level() >= 2);
  CHECK(buying.refused == 0);
  CHECK(browsing.served > browsed_before);
  CHECK(reporting.served - reported_before <= 20);
  CHECK(browsing.wrong + reporting.wrong + buying.wrong == 0);
}

TEST_CASE_METHOD(OverloadedShop, "when the crowd has gone everybody is served again at once") {
  {
    Crowd browsing(port, "catalog", 60);
    REQUIRE(eventually([&] { return shed("catalog") >= 100; }));
  }
  RawClient late(port);
  const auto is_served = [&](const char* path) {
    return late.send("GET /" + std::string(path) + " HTTP/1.1\r\nHost: shop\r\n\r\n") && late.answer()->status == 200;
  };
  REQUIRE(eventually([&] { return is_served("analytics") && level() == 0; }, seconds(5)));
  for (int i = 0; i < 20; ++i) REQUIRE(is_served("analytics"));
}

}  // namespace
}  // namespace kontor::http
