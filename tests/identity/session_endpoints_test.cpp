#include <catch2/catch.hpp>

#include "identity/identity_house.hpp"

namespace kontor::identity::test {
namespace {

using House = IdentityHouse;

TEST_CASE_METHOD(House, "without a token nobody is anybody") {
  for (const auto* path : {"/identity/me", "/identity/me/sessions"}) CHECK(get(path).status == 401);
  CHECK(post("/identity/logout", nullptr).status == 401);
  CHECK(get("/identity/me", "x.y.z").status == 401);
}

TEST_CASE_METHOD(House, "after logout neither token is good") {
  const auto session = register_user("ada@example.com");
  CHECK(post("/identity/logout", nullptr, session["access_token"]).status == 204);
  CHECK(get("/identity/me", session["access_token"]).status == 401);
  CHECK(refresh(session["refresh_token"]).status == 401);
  CHECK(published("identity.sessions_ended").at(0)["reason"] == "logout");
}

TEST_CASE_METHOD(House, "the list of sessions says which is the current one, and from where each was used") {
  register_user("ada@example.com");
  const auto answer = send({.method = "POST",
                            .path = "/identity/login",
                            .body = {{"email", "ada@example.com"}, {"password", kPassword}},
                            .headers = {{"User-Agent", std::string(400, 'x')}},
                            .address = "198.51.100.4"});
  const auto list = get("/identity/me/sessions", answer.body["access_token"]);
  REQUIRE(list.status == 200);
  REQUIRE(list.body["data"].size() == 2);
  const auto& newest = list.body["data"][0];
  CHECK(newest["current"] == true);
  CHECK(newest["address"] == "198.51.100.4");
  CHECK(newest["device"] == std::string(300, 'x'));
  CHECK(list.body["data"][1]["current"] == false);
  CHECK(list.body["data"][1]["address"] == "192.0.2.7");
}

TEST_CASE_METHOD(House, "sessions are listed page by page") {
  register_user("ada@example.com");
  login("ada@example.com");
  const std::string token = login("ada@example.com")["access_token"];
  const auto first = get("/identity/me/sessions?limit=2", token);
  CHECK(first.body["data"].size() == 2);
  CHECK(first.body["page"]["has_more"] == true);
  const auto rest =
      get("/identity/me/sessions?limit=2&cursor=" + first.body["page"]["next_cursor"].get<std::string>(), token);
  CHECK(rest.body["data"].size() == 1);
  CHECK(rest.body["page"]["next_cursor"].is_null());
  CHECK(get("/identity/me/sessions?cursor=x", token).status == 422);
}

TEST_CASE_METHOD(House, "a session can be ended from another one") {
  const auto here = register_user("ada@example.com");
  const auto there = login("ada@example.com");
  const auto list = get("/identity/me/sessions", here["access_token"]).body["data"];
  const std::string id = list[0]["id"];
  CHECK(del("/identity/me/sessions/" + id, here["access_token"]).status == 204);
  CHECK(get("/identity/me", there["access_token"]).status == 401);
  CHECK(refresh(there["refresh_token"]).status == 401);
  CHECK(get("/identity/me", here["access_token"]).status == 200);
  CHECK(del("/identity/me/sessions/" + id, here["access_token"]).status == 404);
  CHECK(run_sql("select device is null and address is null from identity.session where ended_at is not null") == "t");
}

TEST_CASE_METHOD(House, "other people's sessions are not there") {
  const auto ada = register_user("ada@example.com");
  const auto eve = register_user("eve@example.com");
  const std::string id = get("/identity/me/sessions", ada["access_token"]).body["data"][0]["id"];
  CHECK(del("/identity/me/sessions/" + id, eve["access_token"]).status == 404);
  CHECK(get("/identity/me/sessions", eve["access_token"]).body["data"].size() == 1);
  CHECK(refresh(ada["refresh_token"]).status == 200);
}

TEST_CASE_METHOD(House, "all sessions but this one can be ended at once") {
  const auto there = register_user("ada@example.com");
  const auto here = login("ada@example.com");
  const auto eve = register_user("eve@example.com");
  CHECK(del("/identity/me/sessions", here["access_token"]).status == 204);
  CHECK(get("/identity/me", there["access_token"]).status == 401);
  CHECK(get("/identity/me", here["access_token"]).status == 200);
  CHECK(get("/identity/me", eve["access_token"]).status == 200);
}

TEST_CASE("of too many sessions the oldest ends") {
  House house({.settings = [] {
    auto settings = House::cheap();
    settings.sessions_per_account = 2;
    return settings;
  }()});
  const auto oldest = house.register_user("ada@example.com");
  const auto middle = house.login("ada@example.com");
  const auto newest = house.login("ada@example.com");
  CHECK(house.get("/identity/me", oldest["access_token"]).status == 401);
  CHECK(house.get("/identity/me", middle["access_token"]).status == 200);
  CHECK(house.get("/identity/me", newest["access_token"]).status == 200);
}

}  // namespace
}  // namespace kontor::identity::test
