#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "app/admin/group_endpoints.hpp"
#include "kernel/events/dispatched_house.hpp"
#include "kernel/http/api_fixture.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using Json = nlohmann::json;
using test::eventually;

namespace {

// A group with effects for good and one that can be rebuilt, behind the operators' endpoints. An event that fails is
// dead at once.
class GroupsOverHttp {
 public:
  GroupsOverHttp()
      : house_({.pool_size = 8, .events = {.attempts = 1}}),
        dispatcher_(house_.dispatch({house_.shelving("shelves"), house_.view("view")})),
        groups_(house_.groups()) {
    fixture_.endpoints = app::admin::group_endpoints(groups_, operations_);
  }

  test::DispatchedHouse& house() { return house_; }

  http::test::Answer send(const std::string& method, const std::string& path, const std::string& body = {},
                          const std::string& caller = "Bearer ann:events.manage,events.read") {
    http::test::Ask ask{.method = method, .target = "/api/v1/admin" + path, .headers = {{"Authorization", caller}}};
    if (!body.empty()) ask.headers.emplace_back("Content-Type", "application/json");
    ask.body = body;
    return fixture_.send(ask);
  }
  Json get(const std::string& path) {
    const auto answer = send("GET", path);
    REQUIRE(answer.status() == 200);
    return Json::parse(answer.body());
  }
  Json group(const std::string& name) {
    const auto all = get("/event-groups");
    for (const auto& one : all["data"]) {
      if (one["name"] == name) return one;
    }
    return nullptr;
  }

  // What was recorded for the audit, in its order: who did what to what.
  std::string recorded() {
    return house_.run_sql(
        "select string_agg(concat_ws(' ', headers->>'actor', payload->>'action', payload->>'subject'), ', ' order by"
        " position) from bus.event where type = 'audit.entry_recorded'");
  }

  // Number 13 of the key fails for good in both groups; 14 waits behind it.
  void have_a_dead_letter() {
    house_.fail("key", 13);
    for (const int number : {12, 13, 14}) REQUIRE(house_.write("key", number));
    REQUIRE(eventually([&] { return get("/dead-letters?state=queued")["data"].size() == 2; }));
  }
  std::string dead_letter_of(const std::string& group) {
    return get("/dead-letters?state=dead&group=" + group)["data"][0]["id"].get<std::string>();
  }

 private:
  test::DispatchedHouse house_;
  std::unique_ptr<events::Dispatcher> dispatcher_;
  events::Groups groups_;
  jobs::Schedules schedules_{db::Database(house_.pool, "jobs")};
  jobs::Errands errands_{db::Database(house_.pool, "jobs")};
  events::Log audit_log_{house_.bus, {audit::kAuditEvents}, house_.event_settings, house_.clock, house_.metrics};
  app::admin::Operations operations_{groups_, schedules_, errands_, audit::Trail(audit_log_)};
  http::test::ApiFixture fixture_;
};

}  // namespace

TEST_CASE("who may read the groups may not change them") {
  GroupsOverHttp shop;
  const std::string reader = "Bearer bob:events.read";
  CHECK(shop.send("GET", "/event-groups", "", reader).status() == 200);
  CHECK(shop.send("GET", "/dead-letters", "", reader).status() == 200);
  const std::pair<const char*, const char*> changes[] = {{"POST", "/event-groups/shelves/pause"},
                                                         {"POST", "/event-groups/shelves/resume"},
                                                         {"POST", "/event-groups/view/replay"},
                                                         {"POST", "/dead-letters/shelves:1/retry"},
                                                         {"DELETE", "/dead-letters/shelves:1"}};
  for (const auto& [method, path] : changes) {
    CAPTURE(path);
    const std::string body = std::string(path).ends_with("replay") ? "{}" : "";
    CHECK(shop.send(method, path, body, reader).status() == 403);
  }
}

TEST_CASE("a group is paused and goes on") {
  GroupsOverHttp shop;
  REQUIRE(eventually([&] { return shop.get("/event-groups")["data"].size() == 2; }));
  CHECK(Json::parse(shop.send("POST", "/event-groups/shelves/pause").body())["paused"] == true);
  REQUIRE(shop.house().write("key", 1));
  REQUIRE(eventually([&] { return shop.house().handled("view") == 1; }));
  CHECK(shop.group("shelves")["lag_events"] == 1);
  CHECK(shop.house().handled("shelves") == 0);
  CHECK(Json::parse(shop.send("POST", "/event-groups/shelves/resume").body())["paused"] == false);
  CHECK(eventually([&] { return shop.house().handled("shelves") == 1; }));
  CHECK(shop.send("POST", "/event-groups/nobody/pause").status() == 404);
  CHECK(shop.recorded() == "ann events.group_paused shelves, ann events.group_resumed shelves");
}

TEST_CASE("a dead letter is shown, tried again, and what waited behind it follows") {
  GroupsOverHttp shop;
  shop.have_a_dead_letter();
  const auto letters = shop.get("/dead-letters?group=shelves");
  REQUIRE(letters["data"].size() == 2);
  CHECK(letters["data"][0]["state"] == "dead");
  CHECK(letters["data"][0]["aggregateid"] == "key");
  CHECK(letters["data"][1]["state"] == "queued");
  CHECK(shop.group("shelves")["dead_letters"] == 1);

  shop.house().heal();
  const auto id = shop.dead_letter_of("shelves");
  CHECK(shop.send("POST", "/dead-letters/" + id + "/retry").status() == 204);
  REQUIRE(eventually([&] { return shop.get("/dead-letters?group=shelves")["data"].empty(); }));
  CHECK(shop.house().handled_numbers("shelves", "key") == std::vector<std::int64_t>{12, 13, 14});
  CHECK(shop.send("POST", "/dead-letters/" + id + "/retry").status() == 404);
  CHECK(shop.recorded() == "ann events.dead_letter_retried " + id);
}

TEST_CASE("a dead letter is dropped, and what waited behind it follows") {
  GroupsOverHttp shop;
  shop.have_a_dead_letter();
  const auto id = shop.dead_letter_of("view");
  CHECK(shop.send("DELETE", "/dead-letters/" + id).status() == 204);
  CHECK(shop.recorded() == "ann events.dead_letter_dropped " + id);
  REQUIRE(eventually([&] { return shop.get("/dead-letters?group=view")["data"].empty(); }));
  CHECK(shop.house().handled_numbers("view", "key") == std::vector<std::int64_t>{12, 14});
  CHECK(shop.get("/dead-letters?group=shelves")["data"].size() == 2);
}

TEST_CASE("dead letters come page by page") {
  GroupsOverHttp shop;
  shop.have_a_dead_letter();
  const auto first = shop.get("/dead-letters?limit=3");
  CHECK(first["data"].size() == 3);
  CHECK(first["page"]["has_more"] == true);
  const auto rest = shop.get("/dead-letters?limit=3&cursor=" + first["page"]["next_cursor"].get<std::string>());
  CHECK(rest["data"].size() == 1);
  CHECK(rest["page"]["next_cursor"].is_null());
  for (const auto& [query, pointer] : {std::pair("cursor=x", "/cursor"), {"group=nobody", "/group"}}) {
    const auto answer = shop.send("GET", std::string("/dead-letters?") + query);
    CHECK(answer.status() == 422);
    CHECK(Json::parse(answer.body())["errors"][0]["pointer"] == pointer);
  }
  for (const auto* nobody : {"shelves", "shelves:x", ":7", "shelves:999999"}) {
    CAPTURE(nobody);
    CHECK(shop.send("DELETE", std::string("/dead-letters/") + nobody).status() == 404);
  }
  CHECK(shop.recorded().empty());
}

TEST_CASE("a rebuildable group is replayed, after saying what that would do; another refuses and says why") {
  GroupsOverHttp shop;
  for (int number = 1; number <= 5; ++number) REQUIRE(shop.house().write("key", number));
  REQUIRE(eventually([&] { return shop.house().handled("view") == 5 && shop.house().handled("shelves") == 5; }));

  const auto plan = Json::parse(shop.send("POST", "/event-groups/view/replay", R"({"dry_run":true})").body());
  CHECK(plan["events"] == 5);
  shop.house().run_sql("update shelf.effect set number = 0");
  CHECK(shop.send("POST", "/event-groups/view/replay", "{}").status() == 200);
  CHECK(eventually([&] {
    return shop.house().handled_numbers("view", "key") == std::vector<std::int64_t>{1, 2, 3, 4, 5};
  }));

  const auto refused = shop.send("POST", "/event-groups/shelves/replay", "{}");
  CHECK(refused.status() == 422);
  CHECK(Json::parse(refused.body())["code"] == "not_rebuildable");
  CHECK(shop.send("POST", "/event-groups/view/replay", R"({"from":"yesterday"})").status() == 422);
  CHECK(shop.recorded() == "ann events.group_replayed view");
}
