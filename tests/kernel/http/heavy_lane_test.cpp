#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <deque>
#include <set>
#include <thread>

#include "kernel/core/text.hpp"
#include "kernel/http/edge/worker_pool.hpp"
#include "kernel/http/fake_handler.hpp"
#include "kernel/http/raw_client.hpp"

namespace kontor::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kHeavyWorkers = 2;
constexpr int kHeavyQueue = 8;
constexpr int kRoomForCatalog = 6;  // the rest is kept for higher priorities

HttpSettings few_heavy_workers() {
  auto settings = TestServer::quick_settings();
  settings.heavy_workers = kHeavyWorkers;
  settings.heavy_queue = kHeavyQueue;
  settings.heavy_shed_target_ms = 0;
  settings.queue_patience_ms = 3600 * 1000;
  return settings;
}

struct HeavyLane : TestServer {
  HeavyLane() : TestServer(few_heavy_workers()) {}

  RawClient& ask(const std::string& target) {
    auto& client = clients.emplace_back(port());
    REQUIRE(client.send("GET " + target + " HTTP/1.1\r\nHost: shop\r\n\r\n"));
    return client;
  }
  bool heavy_queue_is(std::int64_t count) {
    return eventually([&] { return queued(Lane::heavy) == count; });
  }
  // All heavy workers at work and their queue full.
  void flood() {
    for (int i = 0; i < kHeavyWorkers; ++i) ask("/heavy/block");
    REQUIRE(handler.wait_until_blocked(kHeavyWorkers));
    for (int i = 0; i < kRoomForCatalog; ++i) ask("/heavy/block");
    REQUIRE(heavy_queue_is(kRoomForCatalog));
  }

  std::deque<RawClient> clients;
};

TEST_CASE_METHOD(HeavyLane, "whatever waits for heavy work, other requests are served") {
  flood();
  for (int i = 0; i < 20; ++i) CHECK(ask("/slow/" + std::to_string(i)).answer()->status == 200);
  CHECK(ask("/at_once").answer()->status == 200);
  CHECK(busy(Lane::heavy) == kHeavyWorkers);
  CHECK(queued(Lane::standard) == 0);
}

TEST_CASE_METHOD(HeavyLane, "whatever keeps the other workers busy, heavy requests are served") {
  ask("/block");
  ask("/block");
  REQUIRE(handler.wait_until_blocked(2));
  CHECK(ask("/heavy/a").answer()->status == 200);
}

TEST_CASE_METHOD(HeavyLane, "a heavy request that finds the queue full is told at once to come back later") {
  flood();
  const auto refusal = ask("/heavy/one-more").answer();
  REQUIRE(refusal);
  CHECK(refusal->status == 503);
  CHECK(refusal->body == "unavailable");
  CHECK(text::parse_int(refusal->header("Retry-After")).value_or(0) >= 1);
  CHECK(refused("unavailable") == 1);
  handler.release();
  for (auto& client : clients) {
    if (&client != &clients.back()) CHECK(client.answer()->status == 200);
  }
}

TEST_CASE_METHOD(HeavyLane, "only heavy workers run heavy requests, they run nothing else, and they are nicer") {
  std::set<std::string> heavy;
  std::set<std::string> others;
  for (int i = 0; i < 20; ++i) {
    heavy.insert(ask("/heavy/thread").answer()->body);
    others.insert(ask("/slow/thread").answer()->body);
    others.insert(ask("/at_once/thread").answer()->body);
  }
  CHECK(heavy.size() <= kHeavyWorkers);
  const auto niceness = [](const std::string& thread) { return *text::parse_int(text::split(thread, ' ').at(1)); };
  for (const auto& thread : heavy) {
    CHECK(others.count(thread) == 0);
    CHECK(niceness(thread) == std::min<std::int64_t>(niceness(*others.begin()) + 10, 19));
  }
}

TEST_CASE_METHOD(HeavyLane, "among heavy requests the more important is served first") {
  for (int i = 0; i < kHeavyWorkers; ++i) ask("/heavy/block");
  REQUIRE(handler.wait_until_blocked(kHeavyWorkers));
  ask("/heavy/report?analytics");
  REQUIRE(heavy_queue_is(1));
  for (int i = 0; i < 4; ++i) ask("/heavy/pay?checkout");
  REQUIRE(heavy_queue_is(5));
  handler.release();
  for (auto& client : clients) REQUIRE(client.answer()->status == 200);
  const auto served = handler.served();
  REQUIRE(served.size() == 7);
  // Two workers: the report is taken last, but may end before the payment beside it.
  const auto report = std::find(served.begin(), served.end(), "/heavy/report");
  CHECK(report - served.begin() >= 5);
}

TEST_CASE_METHOD(HeavyLane, "heavy requests that wait when the server's time to stop is over are dropped") {
  flood();
  server->stop(Deadline::after(milliseconds(100)));
  for (auto& client : clients) CHECK(client.rest() == "");
  handler.release();
  server.reset();
  CHECK(handler.served().size() <= kHeavyWorkers);
}

TEST_CASE_METHOD(HeavyLane, "a server that stops finishes the heavy requests that it has accepted") {
  flood();
  std::thread stopping([&] { server->stop(Deadline::after(seconds(10))); });
  handler.release();
  for (auto& client : clients) CHECK(client.answer()->status == 200);
  stopping.join();
}

struct SlowJob : WorkerPool::Job {
  void run() override {
    std::this_thread::sleep_for(milliseconds(50));
    ++done;
  }
  std::atomic<int> done{0};
};

TEST_CASE("who is refused is told how long what waits before it will take") {
  HttpSettings settings = few_heavy_workers();
  settings.heavy_workers = 1;
  settings.heavy_queue = 100;
  telemetry::Metrics metrics;
  std::deque<SlowJob> jobs;
  WorkerPool pool(Lane::heavy, settings, metrics);
  const auto fill = [&] {
    WorkerPool::Entry entry;
    do entry = pool.submit(jobs.emplace_back(), Priority::catalog);
    while (entry.accepted());
    return entry;
  };
  fill();
  REQUIRE(eventually([&] { return jobs[5].done == 1; }));
  const auto refused = fill();
  CHECK(refused.outcome == WorkerPool::Entry::Outcome::full);
  // 76 places at 50 ms and what the machine adds.
  CHECK(refused.retry_after_seconds >= 4);
  CHECK(refused.retry_after_seconds <= 60);
  pool.stop();
}

}  // namespace
}  // namespace kontor::http
