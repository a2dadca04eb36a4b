#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "app/admin/errand_endpoints.hpp"
#include "kernel/audit/entry.hpp"
#include "kernel/core/format.hpp"
#include "kernel/http/api_fixture.hpp"
#include "kernel/jobs/jobs_house.hpp"

using namespace kontor;
using Json = nlohmann::json;

namespace {

// Errands behind the operators' endpoints; nobody performs them.
class ErrandsOverHttp {
 public:
  ErrandsOverHttp() { fixture_.endpoints = app::admin::errand_endpoints(office_.errands, operations_); }

  // Its id.
  std::int64_t record(const std::string& key, const std::string& state) {
    REQUIRE(test::charge(office_, key).ok());
    return std::stoll(
        database_.run_sql(format("update jobs.errand set state = '{}' where key = '{}' returning id", state, key)));
  }
  http::test::Answer send(const std::string& method, const std::string& path, const std::string& caller) {
    return fixture_.send({.method = method,
                          .target = "/api/v1/admin/errands" + path,
                          .headers = {{"Authorization", "Bearer " + caller}}});
  }
  Json list(const std::string& query) {
    const auto answer = send("GET", query, "ann:jobs.read");
    REQUIRE(answer.status() == 200);
    return Json::parse(answer.body());
  }
  std::string state_of(const std::string& key) {
    return database_.run_sql(format("select state from jobs.errand where key = '{}'", key));
  }
  std::string recorded() {
    return database_.run_sql(
        "select string_agg(concat_ws(' ', headers->>'actor', payload->>'action', payload->>'subject'), ', ' order by"
        " position) from bus.event");
  }

 private:
  test::TestDatabase database_ = test::jobs_database();
  test::Office office_{database_.settings()};
  http::test::ApiFixture fixture_;
  SystemClock clock_;
  db::Database bus_{office_.pool, "bus"};
  events::Groups groups_{bus_, {}};
  events::Log log_{bus_, {audit::kAuditEvents}, {}, clock_, office_.metrics};
  app::admin::Operations operations_{groups_, office_.schedules, office_.errands, audit::Trail(log_)};
};

}  // namespace

TEST_CASE("errands are listed page by page, by kind and state, and never with what they are about") {
  ErrandsOverHttp shop;
  for (const auto* key : {"a", "b", "c"}) shop.record(key, "failed");
  shop.record("d", "waiting");
  const auto first = shop.list("?state=failed&kind=till.charge&limit=2");
  CHECK(first["data"].size() == 2);
  CHECK(first["data"][0]["key"] == "a");
  CHECK_FALSE(first["data"][0].contains("payload"));
  const auto rest = shop.list("?state=failed&limit=2&cursor=" + first["page"]["next_cursor"].get<std::string>());
  CHECK(rest["data"].size() == 1);
  CHECK(rest["page"]["has_more"] == false);
  CHECK(shop.list("")["data"].size() == 4);
  CHECK(shop.list("?kind=till.other")["data"].empty());
  CHECK(shop.send("GET", "?state=torn", "ann:jobs.read").status() == 422);
  CHECK(shop.send("GET", "?cursor=x", "ann:jobs.read").status() == 422);
}

TEST_CASE("what was given up is tried again or closed for good, and that is written into the audit") {
  ErrandsOverHttp shop;
  const auto again = shop.record("again", "failed");
  const auto closed = shop.record("closed", "failed");
  CHECK(shop.send("POST", format("/{}/retry", again), "ann:jobs.manage").status() == 204);
  CHECK(shop.state_of("again") == "waiting");
  CHECK(shop.send("DELETE", format("/{}", closed), "ann:jobs.manage").status() == 204);
  CHECK(shop.state_of("closed") == "dropped");
  CHECK(shop.send("POST", format("/{}/retry", closed), "ann:jobs.manage").status() == 409);
  CHECK(shop.send("DELETE", "/999999", "ann:jobs.manage").status() == 404);
  CHECK(shop.recorded() == format("ann jobs.errand_retried {}, ann jobs.errand_dropped {}", again, closed));
}

TEST_CASE("errands are shown and changed only for who may") {
  ErrandsOverHttp shop;
  CHECK(shop.send("GET", "", "bob:events.read").status() == 403);
  CHECK(shop.send("POST", "/1/retry", "bob:jobs.read").status() == 403);
  CHECK(shop.send("DELETE", "/1", "bob:jobs.read").status() == 403);
}
