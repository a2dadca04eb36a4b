#include <catch2/catch.hpp>

#include "identity/instance.hpp"
#include "identity/staff_house.hpp"
#include "support/eventually.hpp"

namespace kontor::identity::test {
namespace {

using Names = std::vector<std::string>;
using kontor::test::eventually;

std::string secret_of(const std::string& key) {
  return key.substr(key.find('_', key.find('_') + 1) + 1);
}

std::string only_id(StaffHouse& house, const StaffHouse::Person& reader) {
  return house.get("/identity/api-keys", reader.token).body["data"].at(0)["id"];
}

TEST_CASE_METHOD(StaffHouse, "an API key calls what its scopes permit, and never what is a customer's own") {
  const auto root = administrator();
  const auto key = api_key(root, {"identity.users_read"});
  CHECK(key.starts_with("kontor_"));
  CHECK(get("/identity/users", key).status == 200);
  CHECK(get("/identity/roles", key).status == 403);
  CHECK(get("/identity/me", key).status == 403);
  CHECK(post("/identity/logout", nullptr, key).status == 403);
  CHECK(get("/identity/users", key + "x").status == 401);
  CHECK(get("/identity/users", api_key(root, {})).status == 403);
}

TEST_CASE_METHOD(StaffHouse, "a key is shown once, and its secret is nowhere") {
  const auto root = administrator();
  const Json body = {{"name", "The warehouse"}, {"scopes", {"identity.users_read"}}};
  const auto made = post_once("/identity/api-keys", body, root.token, "k1");
  REQUIRE(made.status == 201);
  const std::string key = made.body["key"];
  CHECK(post_once("/identity/api-keys", body, root.token, "k1").body["key"] == key);
  const auto listed = get("/identity/api-keys", root.token).body["data"];
  REQUIRE(listed.size() == 1);
  CHECK(listed[0]["name"] == "The warehouse");
  CHECK(listed[0]["prefix"] == key.substr(7, 8));
  CHECK(listed.dump().find(secret_of(key)) == std::string::npos);
  for (const auto* table : {"identity.api_key", "bus.event", "kernel.idempotency_key"}) {
    INFO(table);
    CHECK(run_sql(std::string("select count(*) from ") + table + " t where t::text like '%" + secret_of(key) + "%'") ==
          "0");
  }
  CHECK(audited("identity.api_key_created").at(0)["after"]["name"] == "The warehouse");
}

TEST_CASE_METHOD(StaffHouse, "a key ends when it is revoked, and when its time is over") {
  const auto root = administrator();
  const auto revoked = api_key(root, {"identity.users_read"});
  const auto id = only_id(*this, root);
  CHECK(del("/identity/api-keys/" + id, root.token).status == 204);
  CHECK(get("/identity/users", revoked).status == 401);
  CHECK(del("/identity/api-keys/" + id, root.token).status == 404);
  CHECK(get("/identity/api-keys", root.token).body["data"].empty());
  CHECK(audited("identity.api_key_revoked").size() == 1);

  const auto end = kontor::to_string(clock.now() + std::chrono::hours(1));
  const auto made =
      post("/identity/api-keys", {{"name", "x"}, {"scopes", {"identity.users_read"}}, {"expires_at", end}}, root.token);
  REQUIRE(made.status == 201);
  const std::string passing = made.body["key"];
  CHECK(get("/identity/users", passing).status == 200);
  pass_time(std::chrono::minutes(61));
  CHECK(get("/identity/users", passing).status == 401);
}

TEST_CASE_METHOD(StaffHouse, "every mistake in a key is named") {
  const auto root = administrator();
  const auto answer =
      post("/identity/api-keys", {{"name", "x"}, {"scopes", {"moon.walk"}}, {"expires_at", "2020-01-01T00:00:00Z"}},
           root.token);
  CHECK(answer.problems() == Names{"/scopes/0 unknown_permission", "/expires_at range"});
  CHECK(post("/identity/api-keys", {{"name", ""}, {"scopes", Json::array()}}, root.token).status == 422);
}

TEST_CASE_METHOD(StaffHouse, "a key permits no more than its maker may now") {
  const auto root = administrator();
  const auto other = administrator("other@example.com");
  const auto key = api_key(other, {"identity.users_read", "identity.api_keys_read"});
  CHECK(get("/identity/api-keys", key).status == 200);
  REQUIRE(give(root, other, {"support"}).status == 200);
  CHECK(get("/identity/api-keys", key).status == 403);
  CHECK(get("/identity/users", key).status == 200);
  REQUIRE(post("/identity/users/" + other.id + "/disable", nullptr, root.token).status == 200);
  CHECK(get("/identity/users", key).status == 401);
}

TEST_CASE_METHOD(StaffHouse, "a key raises neither itself nor its maker") {
  const auto root = administrator();
  const auto key = api_key(root, {"identity.api_keys_write", "identity.roles_write", "identity.users_write"});
  const Person server{root.id, key};
  const auto ada = customer("ada@example.com");
  CHECK(post("/identity/api-keys", {{"name", "x"}, {"scopes", {"identity.users_read"}}}, key).status == 403);
  CHECK(post("/identity/api-keys", {{"name", "x"}, {"scopes", {"identity.users_write"}}}, key).status == 201);
  CHECK(give(server, root, {"customer"}).status == 403);
  CHECK(give(server, ada, {"support"}).status == 403);
  CHECK(post("/identity/users/" + root.id + "/disable", nullptr, key).status == 403);
}

TEST_CASE("a key is known to every instance, its end too, and its last use is written down") {
  StaffHouse house;
  const Instance other(house);
  const auto root = house.administrator();
  const auto key = house.api_key(root, {"identity.users_read"});
  REQUIRE(eventually([&] { return other.judge(key) == 200; }));
  {
    Instance third(house);
    REQUIRE(third.judge(key) == 200);
    third.watch.stop();
  }
  CHECK(house.get("/identity/api-keys", root.token).body["data"].at(0)["last_used_at"].is_string());
  REQUIRE(house.del("/identity/api-keys/" + only_id(house, root), root.token).status == 204);
  CHECK(eventually([&] { return other.judge(key) == 401; }));
}

TEST_CASE("there are no more keys than the gate knows") {
  StaffHouse house({.auth = [] {
    auth::AuthSettings settings;
    settings.api_keys = 1;
    return settings;
  }()});
  const auto root = house.administrator();
  house.api_key(root, {});
  CHECK(house.post("/identity/api-keys", {{"name", "x"}, {"scopes", Json::array()}}, root.token).code() ==
        "too_many_api_keys");
}

}  // namespace
}  // namespace kontor::identity::test
