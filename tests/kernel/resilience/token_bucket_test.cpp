#include "kernel/resilience/token_bucket.hpp"

#include <catch2/catch.hpp>

namespace kontor::resilience {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct Client {
  TokenRate rate;
  TokenRate::TimePoint now{seconds(1000)};
  TokenBucket bucket{};

  TokenRate::Verdict take() { return rate.take(bucket, now); }
};

TEST_CASE("a minute's tokens may be used up at once and then come back one by one") {
  Client client{TokenRate(60)};
  for (int i = 0; i < 60; ++i) {
    const auto verdict = client.take();
    REQUIRE(verdict.allowed);
    REQUIRE(verdict.remaining == 59 - i);
  }
  const auto refused = client.take();
  CHECK_FALSE(refused.allowed);
  CHECK(refused.limit == 60);
  CHECK(refused.remaining == 0);
  CHECK(refused.retry_after_seconds == 1);
  CHECK(refused.reset_seconds == 60);

  client.now += milliseconds(999);
  CHECK_FALSE(client.take().allowed);
  client.now += milliseconds(1);
  CHECK(client.take().allowed);
  client.now += milliseconds(1);
  CHECK_FALSE(client.take().allowed);
}

TEST_CASE("a bucket left alone is full again, and never fuller") {
  Client client{TokenRate(10)};
  while (client.take().allowed) {
  }
  client.now += seconds(600);
  int allowed = 0;
  while (client.take().allowed) ++allowed;
  CHECK(allowed == 10);
}

TEST_CASE("a refused attempt costs nothing") {
  Client client{TokenRate(60)};
  for (int i = 0; i < 1000; ++i) (void)client.take();
  client.now += seconds(1);
  CHECK(client.take().allowed);
}

}  // namespace
}  // namespace kontor::resilience
