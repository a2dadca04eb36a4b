#include "kernel/http/health.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "kernel/http/api_fixture.hpp"

namespace kontor::http {
namespace {

using std::chrono::milliseconds;

struct ProbedFixture : test::ApiFixture {
  Health health{clock, milliseconds(500)};
  bool database_works = true;
  int checked = 0;

  ProbedFixture() {
    health.add_dependency("database", [this]() -> Result<void> {
      ++checked;
      if (!database_works) return unavailable("no connection");
      return {};
    });
    health.add_module("catalog", [] { return Result<void>(); });
    for (auto& endpoint : health_endpoints(health)) endpoints.push_back(std::move(endpoint));
    endpoints.push_back(metrics_endpoint(metrics));
  }
};

TEST_CASE_METHOD(ProbedFixture, "being alive never depends on anything else") {
  database_works = false;
  const auto answer = get("/livez");
  CHECK(answer.status() == 200);
  CHECK(answer.body() == R"({"status":"alive"})");
  CHECK(answer.on_io_thread);
  CHECK(checked == 0);
}

TEST_CASE_METHOD(ProbedFixture, "ready while everything works, else 503 with the reasons") {
  CHECK(get("/readyz").body() == R"({"status":"ready","reasons":[]})");
  database_works = false;
  clock.advance(milliseconds(500));
  const auto answer = get("/readyz");
  CHECK(answer.status() == 503);
  CHECK(answer.header("Retry-After") == "1");
  CHECK(answer.body() == R"({"status":"not_ready","reasons":["database: no connection"]})");
  database_works = true;
  clock.advance(milliseconds(500));
  CHECK(get("/readyz").status() == 200);
}

TEST_CASE_METHOD(ProbedFixture, "many probes at once are one check") {
  for (int i = 0; i < 10; ++i) (void)get("/readyz");
  (void)get("/health");
  CHECK(checked == 1);
}

TEST_CASE_METHOD(ProbedFixture, "not ready from the moment of shutting down") {
  REQUIRE(get("/readyz").status() == 200);
  health.shut_down();
  const auto answer = get("/readyz");
  CHECK(answer.status() == 503);
  CHECK_THAT(answer.body(), Catch::Contains("shutting down"));
  CHECK(get("/livez").status() == 200);
}

TEST_CASE_METHOD(ProbedFixture, "the overview tells modules from dependencies") {
  CHECK(get("/health").body() == R"({"status":"ok","modules":{"catalog":{"status":"ok","detail":null}},)"
                                 R"("dependencies":{"database":{"status":"ok","detail":null}}})");
}

TEST_CASE_METHOD(ProbedFixture, "a check that throws has failed") {
  health.add_module("search", []() -> Result<void> { throw std::runtime_error("index is gone"); });
  const auto answer = get("/health");
  CHECK(answer.status() == 503);
  CHECK_THAT(answer.body(), Catch::Contains(R"("search":{"status":"failing","detail":"index is gone"})"));
}

TEST_CASE_METHOD(ProbedFixture, "metrics are text for Prometheus") {
  const auto answer = get("/metrics", {{"Accept", "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"}});
  CHECK(answer.status() == 200);
  CHECK(answer.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
  CHECK_THAT(answer.body(), Catch::Contains("# TYPE kontor_http_in_flight gauge"));
}

TEST_CASE_METHOD(ProbedFixture, "probes need no credentials and mind none") {
  CHECK(get("/readyz", {{"Authorization", "Basic eA=="}}).status() == 200);
}

}  // namespace
}  // namespace kontor::http
