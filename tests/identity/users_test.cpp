#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "identity/staff_house.hpp"

namespace kontor::identity::test {
namespace {

using Names = std::vector<std::string>;

Names emails(const Answer& list) {
  Names found;
  for (const auto& user : list.body["data"]) found.push_back(user["email"]);
  return found;
}

std::string user_path(const StaffHouse::Person& person, const std::string& rest = {}) {
  return "/identity/users/" + person.id + rest;
}

TEST_CASE_METHOD(StaffHouse,
                 "users are found by what their address begins with, by role and by status, the newest first") {
  const auto root = administrator();
  for (const auto* email : {"Ada@example.com", "adam@example.com", "eve@example.com"}) register_user(email);
  run_sql("update identity.account set status = 'disabled' where email_key = 'adam@example.com'");
  CHECK(emails(get("/identity/users", root.token)) ==
        Names{"eve@example.com", "adam@example.com", "Ada@example.com", "root@example.com"});
  CHECK(emails(get("/identity/users?query=ADA", root.token)) == Names{"adam@example.com", "Ada@example.com"});
  CHECK(emails(get("/identity/users?query=ada%25", root.token)).empty());
  CHECK(emails(get("/identity/users?query=da", root.token)).empty());
  CHECK(emails(get("/identity/users?role=administrator", root.token)) == Names{"root@example.com"});
  CHECK(emails(get("/identity/users?query=ada&status=disabled", root.token)) == Names{"adam@example.com"});

  const auto first = get("/identity/users?limit=3", root.token);
  REQUIRE(first.body["page"]["has_more"] == true);
  const std::string cursor = first.body["page"]["next_cursor"];
  CHECK(emails(get("/identity/users?limit=3&cursor=" + cursor, root.token)) == Names{"root@example.com"});
  CHECK(get("/identity/users?cursor=x", root.token).status == 422);
}

TEST_CASE_METHOD(StaffHouse, "support sees users and where they are signed in, and changes nothing") {
  const auto sue = person("sue@example.com", {"support"});
  const auto ada = customer("ada@example.com");
  const auto shown = get(user_path(ada), sue.token);
  REQUIRE(shown.status == 200);
  CHECK(shown.body["email"] == "ada@example.com");
  CHECK(shown.header("ETag") == "\"" + std::to_string(shown.body["version"].get<int>()) + "\"");
  CHECK(get(user_path(ada, "/sessions"), sue.token).body["data"].size() == 1);
  CHECK(post(user_path(ada, "/disable"), nullptr, sue.token).status == 403);
  CHECK(post(user_path(ada, "/erase"), nullptr, sue.token).status == 403);
  CHECK(del(user_path(ada, "/sessions"), sue.token).status == 403);
  CHECK(give(sue, ada, {"support"}).status == 403);
  CHECK(get(user_path(ada), ada.token).status == 403);
  CHECK(get("/identity/users").status == 401);
  CHECK(get("/identity/users/" + UserId::generate().str(), sue.token).status == 404);
}

TEST_CASE_METHOD(StaffHouse, "who is disabled is out at once and does not come in again until they are enabled") {
  const auto root = administrator();
  const auto ada = register_user("ada@example.com");
  const std::string path = "/identity/users/" + ada["user"]["id"].get<std::string>();
  const auto disabled = post(path + "/disable", nullptr, root.token);
  REQUIRE(disabled.status == 200);
  CHECK(disabled.body["status"] == "disabled");
  CHECK(get("/identity/me", ada["access_token"]).status == 401);
  CHECK(refresh(ada["refresh_token"]).status == 401);
  CHECK(try_login("ada@example.com").status == 401);
  CHECK(post(path + "/disable", nullptr, root.token).status == 200);
  CHECK(post(path + "/enable", nullptr, root.token).body["status"] == "active");
  CHECK(try_login("ada@example.com").status == 200);

  const auto audited_once = audited("identity.user_disabled");
  REQUIRE(audited_once.size() == 1);
  CHECK(audited_once[0]["before"] == R"({"status":"active"})");
  CHECK(audited_once[0]["after"]["status"] == "disabled");
  CHECK(audited("identity.user_enabled").size() == 1);
}

TEST_CASE_METHOD(StaffHouse, "disabling takes effect once per Idempotency-Key") {
  const auto root = administrator();
  const auto ada = customer("ada@example.com");
  const auto first = post_once(user_path(ada, "/disable"), nullptr, root.token, "k1");
  CHECK(first.status == 200);
  REQUIRE(post(user_path(ada, "/enable"), nullptr, root.token).status == 200);
  const auto repeated = post_once(user_path(ada, "/disable"), nullptr, root.token, "k1");
  CHECK(repeated.header("Idempotent-Replayed") == "true");
  CHECK(repeated.body == first.body);
  CHECK(get(user_path(ada), root.token).body["status"] == "active");
}

TEST_CASE_METHOD(StaffHouse, "new roles act at once, for who saw the present ones") {
  const auto root = administrator();
  const auto ada = customer("ada@example.com");
  const auto path = user_path(ada, "/roles");
  const Json body = {{"roles", {"support", "customer"}}};
  const auto tag = get(user_path(ada), root.token).header("ETag");
  CHECK(put(path, body, root.token, "").status == 428);
  CHECK(put(path, body, root.token, "\"999\"").status == 412);
  const auto given = put(path, body, root.token, tag);
  REQUIRE(given.status == 200);
  CHECK(given.body["roles"] == Json({"customer", "support"}));
  CHECK(given.header("ETag") != tag);
  CHECK(put(path, body, root.token, tag).status == 412);
  CHECK(get("/identity/me", ada.token).status == 401);
  CHECK(get("/identity/users", again("ada@example.com").token).status == 200);

  const auto recorded = audited("identity.roles_changed");
  REQUIRE(recorded.size() == 1);
  CHECK(recorded[0]["before"] == R"({"roles":["customer"]})");
  CHECK(recorded[0]["after"]["roles"] == Json({"customer", "support"}));
}

TEST_CASE_METHOD(StaffHouse, "a role that there is not is not given") {
  const auto root = administrator();
  const auto ada = customer("ada@example.com");
  CHECK(give(root, ada, {"customer", "emperor"}).problems() == Names{"/roles/1 unknown_role"});
  CHECK(roles_of(ada) == Names{"customer"});
}

TEST_CASE_METHOD(StaffHouse, "roles come from nobody's own words") {
  const auto answer =
      post("/identity/register", {{"email", "eve@example.com"}, {"password", kPassword}, {"roles", {"administrator"}}});
  CHECK(answer.status == 422);
  const auto eve = customer("eve@example.com");
  const auto changed = send({.method = "PATCH",
                             .path = "/identity/me",
                             .body = {{"first_name", "Eve"}, {"roles", {"administrator"}}},
                             .token = eve.token,
                             .headers = {{"Content-Type", "application/merge-patch+json"}, {"If-Match", "*"}}});
  CHECK(changed.status >= 400);
  CHECK(roles_of(eve) == Names{"customer"});
}

TEST_CASE_METHOD(StaffHouse, "nobody raises themselves, and nobody reaches above themselves") {
  const auto root = administrator();
  const auto max = clerk("max@example.com", {"identity.users_read", "identity.users_write", "identity.roles_read",
                                             "identity.roles_write", "identity.api_keys_write"});
  const auto ada = customer("ada@example.com");
  CHECK(give(max, max, {"administrator"}).status == 403);
  CHECK(give(max, max, {"max", "customer"}).status == 403);
  CHECK(give(max, ada, {"administrator"}).status == 403);
  CHECK(give(max, root, {"customer"}).status == 403);
  for (const auto* action : {"/disable", "/enable", "/erase"}) {
    CHECK(post(user_path(root, action), nullptr, max.token).status == 403);
    CHECK(post(user_path(max, action), nullptr, max.token).status == 403);
  }
  CHECK(del(user_path(root, "/sessions"), max.token).status == 403);
  CHECK(post("/identity/roles", {{"name", "more"}, {"permissions", {"identity.api_keys_read"}}}, max.token).status ==
        403);
  CHECK(put("/identity/roles/max", {{"permissions", {"identity.api_keys_read"}}}, max.token).status == 403);
  CHECK(post("/identity/api-keys", {{"name", "x"}, {"scopes", {"identity.api_keys_read"}}}, max.token).status == 403);
  CHECK(roles_of(root) == Names{"administrator"});
  CHECK(roles_of(max) == Names{"max"});
  CHECK(give(max, ada, {"customer", "support"}).status == 200);
}

TEST_CASE_METHOD(StaffHouse, "a token that is older than its account's roles permits no administration") {
  const auto root = administrator();
  const auto other = administrator("other@example.com");
  const auto ada = customer("ada@example.com");
  run_sql("update identity.account set roles = '{customer}' where email = 'other@example.com'");
  CHECK(give(other, ada, {"administrator"}).status == 403);
  CHECK(post(user_path(root, "/disable"), nullptr, other.token).status == 403);
  run_sql("update identity.account set status = 'disabled' where email = 'other@example.com'");
  CHECK(post(user_path(ada, "/disable"), nullptr, other.token).status == 401);
}

TEST_CASE_METHOD(StaffHouse, "the last administrator stays one, whoever would end that") {
  const auto root = administrator();
  const auto max =
      clerk("max@example.com", {"identity.users_read", "identity.users_write", "identity.roles_read",
                                "identity.roles_write", "identity.api_keys_read", "identity.api_keys_write"});
  CHECK(give(max, root, {"customer"}).code() == "last_administrator");
  CHECK(post(user_path(root, "/disable"), nullptr, max.token).code() == "last_administrator");
  CHECK(post(user_path(root, "/erase"), nullptr, max.token).code() == "last_administrator");
  const auto second = administrator("second@example.com");
  CHECK(post(user_path(root, "/disable"), nullptr, max.token).status == 200);
  CHECK(post(user_path(second, "/erase"), nullptr, max.token).code() == "last_administrator");
  CHECK(get("/identity/users", second.token).status == 200);
}

TEST_CASE_METHOD(StaffHouse, "of twenty administrators who demote each other at once, one stays") {
  constexpr std::size_t kPeople = 20;
  std::vector<Person> people;
  for (std::size_t i = 0; i < kPeople; ++i) people.push_back(administrator("a" + std::to_string(i) + "@example.com"));
  std::atomic<int> demoted{0};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kPeople; ++i) {
    threads.emplace_back([&, i] {
      if (give(people[i], people[(i + 1) % kPeople], {"customer"}).status == 200) ++demoted;
    });
  }
  for (auto& thread : threads) thread.join();
  const auto left = std::stoi(run_sql("select count(*) from identity.account where roles @> '{administrator}'"));
  CHECK(demoted > 0);
  CHECK(left >= 1);
  CHECK(left + demoted == static_cast<int>(kPeople));
}

TEST_CASE_METHOD(StaffHouse, "administrators end a user's sessions, also their own") {
  const auto root = administrator();
  const auto ada = customer("ada@example.com");
  CHECK(del(user_path(ada, "/sessions"), root.token).status == 204);
  CHECK(get("/identity/me", ada.token).status == 401);
  CHECK(del(user_path(root, "/sessions"), root.token).status == 204);
  CHECK(get("/identity/me", root.token).status == 401);
}

TEST_CASE_METHOD(StaffHouse, "a user whom an administrator erases is gone, and nothing is done to them any more") {
  const auto root = administrator();
  const auto ada = customer("ada@example.com");
  CHECK(post(user_path(ada, "/erase"), nullptr, root.token).status == 204);
  CHECK(get("/identity/me", ada.token).status == 401);
  CHECK(try_login("ada@example.com").status == 401);
  const auto shown = get(user_path(ada), root.token);
  CHECK(shown.body["status"] == "erased");
  CHECK(shown.body["email"].is_null());
  CHECK(post(user_path(ada, "/erase"), nullptr, root.token).status == 204);
  CHECK(post(user_path(ada, "/enable"), nullptr, root.token).code() == "user_erased");
  CHECK(give(root, ada, {"support"}).code() == "user_erased");
  CHECK(published("identity.user_erased").size() == 1);
}

}  // namespace
}  // namespace kontor::identity::test
