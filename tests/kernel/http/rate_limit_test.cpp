#include "kernel/http/pipeline/rate_limit.hpp"

#include <catch2/catch.hpp>

#include "kernel/http/api_fixture.hpp"
#include "kernel/http/pipeline/client_address.hpp"

namespace kontor::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("a client may use up a minute's requests at once and then waits for each to come back") {
  RateLimiter limiter(60, 100);
  RateLimiter::TimePoint now{seconds(1000)};
  for (int i = 0; i < 60; ++i) {
    const auto verdict = limiter.take(1, now);
    REQUIRE(verdict.allowed);
    REQUIRE(verdict.remaining == 59 - i);
  }
  const auto refused = limiter.take(1, now);
  CHECK_FALSE(refused.allowed);
  CHECK(refused.remaining == 0);
  CHECK(refused.retry_after_seconds == 1);
  CHECK(refused.reset_seconds == 60);

  CHECK_FALSE(limiter.take(1, now + milliseconds(999)).allowed);
  CHECK(limiter.take(1, now + milliseconds(1000)).allowed);
  CHECK_FALSE(limiter.take(1, now + milliseconds(1001)).allowed);
}

TEST_CASE("who waits for a minute has the full bucket again, and no more than that") {
  RateLimiter limiter(10, 100);
  RateLimiter::TimePoint now{seconds(5)};
  while (limiter.take(7, now).allowed) {
  }
  now += seconds(600);
  int allowed = 0;
  while (limiter.take(7, now).allowed) ++allowed;
  CHECK(allowed == 10);
}

TEST_CASE("refused requests cost nothing") {
  RateLimiter limiter(60, 100);
  RateLimiter::TimePoint now{seconds(1)};
  for (int i = 0; i < 1000; ++i) (void)limiter.take(1, now);
  CHECK(limiter.take(1, now + seconds(1)).allowed);
}

TEST_CASE("one client's bucket does not touch another's") {
  RateLimiter limiter(1, 1000);
  const RateLimiter::TimePoint now{seconds(1)};
  int allowed = 0;
  for (std::uint64_t client = 1; client <= 100; ++client) allowed += limiter.take(client, now).allowed ? 1 : 0;
  CHECK(allowed == 100);
  CHECK_FALSE(limiter.take(50, now).allowed);
}

TEST_CASE("more clients than are remembered never make anybody wait who is new") {
  RateLimiter limiter(1, 8);
  const RateLimiter::TimePoint now{seconds(1)};
  for (std::uint64_t client = 1; client <= 10000; ++client) REQUIRE(limiter.take(client, now).allowed);
}

TEST_CASE("an address counts as one client, an IPv6 subscriber as one too") {
  CHECK(client_key("192.0.2.1") != client_key("192.0.2.2"));
  CHECK(client_key("192.0.2.1") == client_key("::ffff:192.0.2.1"));
  CHECK(client_key("2001:db8:1:2::1") == client_key("2001:db8:1:2:ffff::9"));
  CHECK(client_key("2001:db8:1:2::1") != client_key("2001:db8:1:3::1"));
}

TEST_CASE("X-Forwarded-For is believed from trusted proxies only, and only as far as they reach") {
  struct Row {
    const char* peer;
    std::vector<const char*> forwarded;
    const char* client;
  };
  const auto row = GENERATE(values<Row>({
      {"203.0.113.9", {"198.51.100.1"}, "203.0.113.9"},
      {"10.0.0.1", {}, "10.0.0.1"},
      {"10.0.0.1", {"198.51.100.1"}, "198.51.100.1"},
      {"10.0.0.1", {"1.1.1.1, 198.51.100.1"}, "198.51.100.1"},
      {"10.0.0.1", {"1.1.1.1, 198.51.100.1, 10.9.9.9"}, "198.51.100.1"},
      {"10.0.0.1", {"1.1.1.1", "198.51.100.1"}, "198.51.100.1"},
      {"10.0.0.1", {"unknown"}, "10.0.0.1"},
      {"10.0.0.1", {"198.51.100.1, nonsense, 10.2.2.2"}, "10.2.2.2"},
      {"10.0.0.1", {"10.3.3.3, 10.2.2.2"}, "10.3.3.3"},
      {"fd00::1", {"[2001:db8::5]:4711"}, "2001:db8::5"},
      {"fd00::1", {"198.51.100.1:4711"}, "198.51.100.1"},
      {"172.16.5.4", {"198.51.100.1"}, "172.16.5.4"},
      {"172.16.4.4", {"198.51.100.1"}, "198.51.100.1"},
  }));
  const auto proxies = TrustedProxies::parse({"10.0.0.0/8", "fd00::/8", "172.16.4.4"});
  REQUIRE(proxies.ok());
  Request request;
  request.peer_address = row.peer;
  for (const char* value : row.forwarded) request.headers.emplace_back("x-forwarded-for", value);
  CHECK(proxies->client_of(request) == row.client);
}

TEST_CASE("a proxy that is no network is a configuration error that names it") {
  const auto parsed = TrustedProxies::parse({"10.0.0.0/33", "proxy.local", "::1", "10.0.0.0/"});
  REQUIRE_FALSE(parsed.ok());
  CHECK(parsed.error().fields.size() == 3);
  CHECK(parsed.error().fields[0].pointer == "http.trusted_proxies");
  CHECK_THAT(parsed.error().fields[1].detail, Catch::Contains("proxy.local"));
}

struct LimitedFixture : test::ApiFixture {
  LimitedFixture() {
    limits.requests_per_minute = 3;
    endpoints.push_back(
        http::get("/things").access(auth::Access::anyone()).handle([](const auto&) -> Result<void> { return {}; }));
    endpoints.push_back(http::get("/probe")
                            .at_root()
                            .access(auth::Access::anyone())
                            .operational()
                            .handle([](const auto&) -> Result<void> { return {}; }));
  }
};

TEST_CASE_METHOD(LimitedFixture, "past the limit a client gets 429 and learns when to come back") {
  CHECK(get("/api/v1/things").header("RateLimit-Remaining") == "2");
  CHECK(get("/api/v1/nothing-here").header("RateLimit-Remaining") == "1");
  (void)get("/api/v1/things");
  const auto refused = get("/api/v1/things");
  CHECK(refused.status() == 429);
  CHECK(refused.on_io_thread);
  CHECK(refused.header("Retry-After") == "20");
  CHECK(refused.header("RateLimit-Limit") == "3");
  CHECK(refused.header("RateLimit-Reset") == "60");
  CHECK_THAT(refused.body(), Catch::Contains(R"("code":"rate_limited")"));

  CHECK(send({.target = "/api/v1/things", .peer = "192.0.2.8"}).status() == 204);
  clock.advance(seconds(20));
  CHECK(get("/api/v1/things").status() == 204);
}

TEST_CASE_METHOD(LimitedFixture, "probes are never limited") {
  for (int i = 0; i < 10; ++i) REQUIRE(get("/probe").status() == 204);
  CHECK(get("/probe").header("RateLimit-Limit").empty());
}

}  // namespace
}  // namespace kontor::http
