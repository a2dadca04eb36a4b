#include "kernel/http/pipeline/rate_limit.hpp"

#include <catch2/catch.hpp>

#include "kernel/http/api_fixture.hpp"
#include "kernel/http/pipeline/client_address.hpp"

namespace kontor::http {
namespace {

using std::chrono::seconds;

const resilience::TokenRate kOne(1);

TEST_CASE("one client's bucket does not touch another's") {
  BucketTable buckets(1000);
  const BucketTable::TimePoint now{seconds(1)};
  int allowed = 0;
  for (std::uint64_t client = 1; client <= 100; ++client) allowed += buckets.take(client, kOne, now).allowed ? 1 : 0;
  CHECK(allowed == 100);
  CHECK_FALSE(buckets.take(50, kOne, now).allowed);
}

TEST_CASE("more clients than are remembered never make anybody wait who is new") {
  BucketTable buckets(8);
  const BucketTable::TimePoint now{seconds(1)};
  for (std::uint64_t client = 1; client <= 10000; ++client) REQUIRE(buckets.take(client, kOne, now).allowed);
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

using test::Ask;

struct LimitedFixture : test::ApiFixture {
  LimitedFixture() {
    limits.requests_per_minute = 3;
    endpoints.push_back(nothing("/things"));
    endpoints.push_back(nothing("/login", LimitClass::login));
    endpoints.push_back(nothing("/hooks", LimitClass::webhooks));
    endpoints.push_back(http::get("/probe")
                            .at_root()
                            .access(auth::Access::anyone())
                            .operational()
                            .handle([](const auto&) -> Result<void> { return {}; }));
  }

  static Endpoint nothing(const char* path, LimitClass limit_class = LimitClass::standard) {
    return http::get(path).access(auth::Access::anyone()).limit_class(limit_class).handle([](const auto&) {
      return Result<void>();
    });
  }

  // How many requests are answered before one is refused, at most a thousand.
  int allowed(const std::string& target, const std::string& who = "", const std::string& peer = "192.0.2.7") {
    Ask ask{.target = target, .peer = peer};
    if (!who.empty()) ask.headers.emplace_back("Authorization", "Bearer " + who);
    for (int count = 0; count < 1000; ++count) {
      if (send(ask).status() == 429) return count;
    }
    return 1000;
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
  limits.address_per_minute = 1;
  for (int i = 0; i < 10; ++i) REQUIRE(get("/probe").status() == 204);
  CHECK(get("/probe").header("RateLimit-Limit").empty());
}

TEST_CASE_METHOD(LimitedFixture, "who is known is one client wherever they are, and not who shares their address") {
  CHECK(allowed("/api/v1/things", "ann") == 3);
  CHECK(allowed("/api/v1/things", "ann", "192.0.2.8") == 0);
  CHECK(allowed("/api/v1/things", "bob") == 3);
  CHECK(allowed("/api/v1/things") == 3);
}

TEST_CASE_METHOD(LimitedFixture, "an address has a coarse limit of its own, whoever calls from there") {
  for (int i = 0; i < 30; ++i) {
    const std::string user = "Bearer user" + std::to_string(i / 2);
    REQUIRE(get("/api/v1/things", {{"Authorization", user}}).status() == 204);
  }
  const auto refused = get("/api/v1/things");
  CHECK(refused.status() == 429);
  CHECK(refused.header("RateLimit-Limit") == "30");
  CHECK(refused.header("Retry-After") == "2");
  CHECK(allowed("/api/v1/things", "user1", "192.0.2.8") == 1);
}

TEST_CASE_METHOD(LimitedFixture, "credentials that are not good are limited by address") {
  const auto knock = [this] { return get("/api/v1/things", {{"Authorization", "Basic nobody"}}); };
  for (int i = 0; i < 3; ++i) REQUIRE(knock().status() == 401);
  CHECK(knock().status() == 429);
}

TEST_CASE_METHOD(LimitedFixture, "each class has its own bucket, and webhooks are not counted by address") {
  limits.login_per_minute = 2;
  limits.webhooks_per_minute = 40;
  limits.address_per_minute = 5;
  CHECK(allowed("/api/v1/login") == 2);
  CHECK(get("/api/v1/things").header("RateLimit-Limit") == "3");
  CHECK(get("/api/v1/hooks").header("RateLimit-Limit") == "40");
  CHECK(allowed("/api/v1/hooks") == 39);
  const auto page = metrics.render();
  CHECK_THAT(page, Catch::Contains(R"(kontor_http_rate_limited_total{class="login"} 1)"));
  CHECK_THAT(page, Catch::Contains(R"(kontor_http_rate_limited_total{class="webhooks"} 1)"));
}

TEST_CASE_METHOD(LimitedFixture, "without a limit of requests nothing is limited, unless it is said") {
  limits.requests_per_minute = 0;
  SECTION("nothing said") {
    for (const char* target : {"/api/v1/things", "/api/v1/login", "/api/v1/hooks"}) CHECK(allowed(target) == 1000);
    CHECK(get("/api/v1/login").header("RateLimit-Limit").empty());
  }
  SECTION("logins are limited") {
    limits.login_per_minute = 2;
    CHECK(allowed("/api/v1/things") == 1000);
    CHECK(allowed("/api/v1/login") == 2);
  }
}

TEST_CASE("what is not set follows the limit of requests") {
  struct Row {
    LimitSettings settings;
    int logins, webhooks, addresses;
  };
  const auto row = GENERATE(values<Row>({
      {{}, 10, 1200, 1000},
      {{.requests_per_minute = 0}, 0, 0, 0},
      {{.requests_per_minute = 5}, 10, 1200, 50},
      {{.requests_per_minute = 1 << 30}, 10, 1200, 1073741820},
      {{.requests_per_minute = 0, .login_per_minute = 3, .address_per_minute = 7}, 3, 0, 7},
      {{.login_per_minute = 0, .webhooks_per_minute = 0, .address_per_minute = 0}, 0, 0, 0},
  }));
  CHECK(row.settings.logins() == row.logins);
  CHECK(row.settings.webhooks() == row.webhooks);
  CHECK(row.settings.addresses() == row.addresses);
}

}  // namespace
}  // namespace kontor::http
