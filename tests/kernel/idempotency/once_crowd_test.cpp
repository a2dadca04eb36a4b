#include <catch2/catch.hpp>
#include <cstdlib>
#include <latch>
#include <map>
#include <mutex>
#include <thread>

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "kernel/http/raw_client.hpp"
#include "kernel/http/server.hpp"
#include "kernel/idempotency/till.hpp"

namespace kontor::idempotency {
namespace {

using namespace std::chrono_literals;

constexpr int kSenders = 100;

// A till behind a real server: fewer workers than senders, and fewer sessions than workers.
class CrowdedShop {
 public:
  CrowdedShop() : till(small(database.settings())) {
    http::HttpSettings settings;
    settings.listen = "127.0.0.1:0";
    settings.workers = 8;
    auto listening = http::Server::listen(settings, till.api(), till.log, till.metrics);
    if (!listening) throw std::runtime_error(listening.error().detail);
    server_ = *std::move(listening);
    server_->start();
  }

  http::Answer sell(const std::string& key) const {
    const auto url = server_->url();
    http::RawClient client(static_cast<int>(*text::parse_int(url.substr(url.rfind(':') + 1))));
    client.send(
        format("POST /api/v1/sales HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
               "Idempotency-Key: {}\r\nContent-Length: 12\r\n\r\n{{\"amount\":5}}",
               key));
    return client.answer(60s).value_or(http::Answer{});
  }

  // All at once.
  std::vector<http::Answer> sell_in_parallel(const std::string& key, int senders) const {
    std::vector<http::Answer> answers(static_cast<std::size_t>(senders));
    std::latch start(senders);
    std::vector<std::jthread> threads;
    for (auto& answer : answers) {
      threads.emplace_back([&] {
        start.arrive_and_wait();
        answer = sell(key);
      });
    }
    threads.clear();
    return answers;
  }

  kontor::test::TestDatabase database = test::till_database();
  test::Till till;

 private:
  static db::DatabaseSettings small(db::DatabaseSettings settings) {
    settings.pool_size = 4;
    settings.pool_wait_ms = 30000;
    return settings;
  }

  std::unique_ptr<http::Server> server_;
};

std::string kind_of(const http::Answer& answer) {
  const bool in_use = answer.body.find("idempotency_key_in_use") != std::string::npos;
  const bool replayed = answer.header("Idempotent-Replayed") == "true";
  return std::to_string(answer.status) + (in_use ? " in use" : "") + (replayed ? " replayed" : "");
}

std::map<std::string, int> kinds_of(const std::vector<http::Answer>& answers) {
  std::map<std::string, int> kinds;
  for (const auto& answer : answers) ++kinds[kind_of(answer)];
  return kinds;
}

using Kinds = std::map<std::string, int>;

TEST_CASE("of 100 senders one sells; whoever comes before its commit is refused at once, the others get its answer") {
  CrowdedShop shop;
  std::latch selling(1);
  std::latch go_on(1);
  shop.till.inside = [&] {
    selling.count_down();
    go_on.wait();
  };
  http::Answer first;
  std::jthread seller([&] { first = shop.sell("one-key"); });
  selling.wait();

  // The seller's transaction stays open until all of them have been answered: nobody waits for it.
  CHECK(kinds_of(shop.sell_in_parallel("one-key", kSenders - 1)) == Kinds{{"409 in use", kSenders - 1}});
  CHECK(test::count_of(shop.database, "till.sale") == "0");
  go_on.count_down();
  seller.join();
  CHECK(kind_of(first) == "201");

  const auto later = shop.sell_in_parallel("one-key", kSenders - 1);
  CHECK(kinds_of(later) == Kinds{{"201 replayed", kSenders - 1}});
  for (const auto& answer : later) {
    CHECK(answer.body == first.body);
    CHECK(answer.header("Location") == first.header("Location"));
  }
  CHECK(test::count_of(shop.database, "till.sale") == "1");
}

TEST_CASE("another key does not care who holds this one") {
  CrowdedShop shop;
  std::latch selling(1);
  std::latch go_on(1);
  std::atomic<bool> held{false};
  shop.till.inside = [&] {
    if (held.exchange(true)) return;
    selling.count_down();
    go_on.wait();
  };
  std::jthread seller([&] { shop.sell("held"); });
  selling.wait();
  CHECK(kind_of(shop.sell("another")) == "201");
  go_on.count_down();
}

TEST_CASE("100 senders without a referee: one effect, and every answer is the one or a refusal") {
  CrowdedShop shop;
  const auto answers = shop.sell_in_parallel("one-key", kSenders);
  auto kinds = kinds_of(answers);
  INFO("refused " << kinds["409 in use"] << ", replayed " << kinds["201 replayed"]);
  CHECK(kinds["201"] == 1);
  CHECK(kinds["201"] + kinds["201 replayed"] + kinds["409 in use"] == kSenders);
  CHECK(test::count_of(shop.database, "till.sale") == "1");
  for (const auto& answer : answers) {
    if (answer.status == 201) CHECK(answer.body == R"({"id":1,"amount":5})");
  }
}

// The moment in question is the one between the commit and the end of the lock, and between a look and a lock: every
// round sends a stream of claims right through it.
TEST_CASE("claims that race with a commit never take effect a second time") {
  const auto database = test::till_database();
  test::Till till(database.settings());
  const int rounds = std::getenv("KONTOR_TEST_FULL") ? 20000 : 1000;
  std::map<std::string, int> kinds;
  std::mutex mutex;
  std::latch start(3);
  const auto send = [&] {
    std::map<std::string, int> seen;
    start.arrive_and_wait();
    for (int round = 0; round < rounds; ++round) {
      std::string outcome;
      while ((outcome = till.sell("round-" + std::to_string(round), 5)) == "idempotency_key_in_use") ++seen[outcome];
      ++seen[outcome];
    }
    const std::lock_guard lock(mutex);
    for (const auto& [kind, count] : seen) kinds[kind] += count;
  };
  {
    std::vector<std::jthread> senders;
    for (int sender = 0; sender < 3; ++sender) senders.emplace_back(send);
  }
  INFO("refused meanwhile: " << kinds["idempotency_key_in_use"]);
  CHECK(kinds["201"] == rounds);
  CHECK(kinds["201 replayed"] == 2 * rounds);
  CHECK(test::count_of(database, "till.sale") == std::to_string(rounds));
}

TEST_CASE("however many order with one key at once, there is one order and everybody hears of it") {
  const auto database = test::till_database();
  test::Till till(database.settings());
  const int rounds = std::getenv("KONTOR_TEST_FULL") ? 10000 : 300;
  std::vector<std::map<int, std::string>> heard(3);
  std::latch start(3);
  const auto order = [&](std::map<int, std::string>& bodies) {
    start.arrive_and_wait();
    for (int round = 0; round < rounds; ++round) {
      auto answer = till.ask("/orders", "round-" + std::to_string(round));
      while (answer.status() == 409) answer = till.ask("/orders", "round-" + std::to_string(round));
      bodies[round] = answer.body();
    }
  };
  {
    std::vector<std::jthread> senders;
    for (auto& bodies : heard) senders.emplace_back([&] { order(bodies); });
  }
  CHECK(heard[0] == heard[1]);
  CHECK(heard[0] == heard[2]);
  CHECK(heard[0].at(0).starts_with(R"({"id":")"));
  CHECK(test::count_of(database, "till.customer_order") == std::to_string(rounds));
}

}  // namespace
}  // namespace kontor::idempotency
