#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "app/admin/event_endpoints.hpp"
#include "kernel/events/event_house.hpp"
#include "kernel/http/api_fixture.hpp"

using namespace kontor;
using Json = nlohmann::json;

namespace {

// The event log over HTTP, with a few notes in it.
class LogOverHttp {
 public:
  LogOverHttp() : inspection_(house_.bus) { fixture_.endpoints.push_back(app::admin::events_endpoint(inspection_)); }

  void write(int from, int to) {
    for (int number = from; number <= to; ++number) REQUIRE(house_.write("note-" + std::to_string(number), number));
  }
  http::test::Answer get(const std::string& query, const std::string& caller = "Bearer ann:events.read") {
    return fixture_.get("/api/v1/admin/events" + query, {{"Authorization", caller}});
  }
  http::test::Answer get_as_nobody() { return fixture_.get("/api/v1/admin/events"); }

 private:
  test::EventHouse house_;
  http::test::ApiFixture fixture_;
  events::Inspection inspection_;
};

std::vector<int> event_numbers(const Json& list) {
  std::vector<int> numbers;
  for (const auto& event : list["data"]) numbers.push_back(event["payload"]["number"].get<int>());
  return numbers;
}

}  // namespace

TEST_CASE("the event log is shown to who may read it, and to nobody else") {
  LogOverHttp log;
  CHECK(log.get_as_nobody().status() == 401);
  CHECK(log.get("", "Bearer bob:jobs.read").status() == 403);
  CHECK(log.get("").status() == 200);
}

TEST_CASE("an event is shown with all the names that clients rely on") {
  LogOverHttp log;
  log.write(1, 1);
  const auto list = Json::parse(log.get("").body());
  REQUIRE(list["data"].size() == 1);
  const auto& event = list["data"][0];
  for (const auto* name :
       {"id", "topic", "partition", "position", "type", "aggregateid", "time", "headers", "payload"}) {
    CAPTURE(name);
    CHECK(event.contains(name));
  }
  CHECK(event["type"] == "shelf.note_written");
  CHECK(event["aggregateid"] == "note-1");
  CHECK(event["payload"]["number"] == 1);
}

TEST_CASE("the list goes on behind its place, page by page and later") {
  LogOverHttp log;
  log.write(1, 5);
  const auto first = Json::parse(log.get("?limit=3").body());
  CHECK(event_numbers(first) == std::vector<int>{1, 2, 3});
  CHECK(first["page"]["limit"] == 3);
  CHECK(first["page"]["has_more"] == true);
  CHECK(first["page"]["next_cursor"] == first["after"]);

  const auto second = Json::parse(log.get("?limit=3&after=" + first["after"].get<std::string>()).body());
  CHECK(event_numbers(second) == std::vector<int>{4, 5});
  CHECK(second["page"]["has_more"] == false);
  CHECK(second["page"]["next_cursor"].is_null());

  log.write(6, 7);
  const auto later = Json::parse(log.get("?after=" + second["after"].get<std::string>()).body());
  CHECK(event_numbers(later) == std::vector<int>{6, 7});
}

TEST_CASE("what is asked for wrongly is named") {
  LogOverHttp log;
  log.write(1, 1);
  const std::pair<const char*, const char*> table[] = {{"?after=x", "/after"},
                                                       {"?after=AQAA", "/after"},
                                                       {"?topic=no-such-topic", "/topic"},
                                                       {"?limit=0", "/limit"},
                                                       {"?sort=newest", "/sort"}};
  for (const auto& [query, pointer] : table) {
    CAPTURE(query);
    const auto answer = log.get(query);
    CHECK(answer.status() == 422);
    CHECK(Json::parse(answer.body())["errors"][0]["pointer"] == pointer);
  }
  CHECK(event_numbers(Json::parse(log.get("?topic=note-events&type=shelf.note_written").body())) ==
        std::vector<int>{1});
  CHECK(event_numbers(Json::parse(log.get("?type=shelf.tidy_up").body())).empty());
}
