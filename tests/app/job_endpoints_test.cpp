#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "app/admin/job_endpoints.hpp"
#include "kernel/http/api_fixture.hpp"
#include "kernel/jobs/jobs_house.hpp"

using namespace kontor;
using Json = nlohmann::json;

namespace {

jobs::Job sweep() {
  return {.name = "till.sweep",
          .when = jobs::When::every(std::chrono::hours(24)),
          .run = [](const jobs::JobRun&) -> Result<void> { return {}; }};
}

// One job behind the operators' endpoints, and a scheduler that runs it.
class JobsOverHttp {
 public:
  JobsOverHttp() : scheduler_(office_.schedules, {sweep()}, test::quick(), office_.log, office_.metrics) {
    fixture_.endpoints = app::admin::job_endpoints(office_.schedules, operations_);
    REQUIRE(scheduler_.start());
  }

  http::test::Answer send(const std::string& method, const std::string& path, const std::string& caller) {
    return fixture_.send(
        {.method = method, .target = "/api/v1/admin/jobs" + path, .headers = {{"Authorization", "Bearer " + caller}}});
  }
  std::string recorded() {
    return database_.run_sql(
        "select string_agg(concat_ws(' ', headers->>'actor', payload->>'action', payload->>'subject'), ', ' order by"
        " position) from bus.event");
  }
  Json sweeps() {
    const auto answer = send("GET", "", "ann:jobs.read");
    REQUIRE(answer.status() == 200);
    const auto all = Json::parse(answer.body())["data"];
    return all.empty() ? Json() : all[0];
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
  jobs::Scheduler scheduler_;
};

}  // namespace

TEST_CASE("a job is shown with its plan, and can be run now") {
  JobsOverHttp shop;
  REQUIRE(test::eventually([&] { return shop.sweeps().is_object() && shop.sweeps()["next_at"].is_string(); }));
  CHECK(shop.sweeps()["name"] == "till.sweep");
  CHECK(shop.sweeps()["runs"] == 0);

  CHECK(shop.send("POST", "/till.sweep/run", "ann:jobs.manage").status() == 204);
  REQUIRE(test::eventually([&] { return shop.sweeps()["runs"] == 1; }));
  CHECK(shop.sweeps()["last_outcome"] == "succeeded");
  CHECK(shop.send("POST", "/till.sweeep/run", "ann:jobs.manage").status() == 404);
  CHECK(shop.recorded() == "ann jobs.job_asked_for till.sweep");
}

TEST_CASE("jobs are shown and run only for who may") {
  JobsOverHttp shop;
  CHECK(shop.send("GET", "", "bob:events.read").status() == 403);
  CHECK(shop.send("POST", "/till.sweep/run", "bob:jobs.read").status() == 403);
}
