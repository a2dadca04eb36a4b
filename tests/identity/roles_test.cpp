#include <catch2/catch.hpp>

#include "identity/staff_house.hpp"

namespace kontor::identity::test {
namespace {

using Names = std::vector<std::string>;

Json role(const Answer& list, const std::string& name) {
  for (const auto& one : list.body["data"]) {
    if (one["name"] == name) return one;
  }
  return {};
}

TEST_CASE_METHOD(StaffHouse, "the standard roles permit what the permissions are granted to") {
  const auto root = administrator();
  const auto permissions = get("/identity/permissions", root.token).body["data"];
  const auto roles = get("/identity/roles", root.token);
  CHECK(permissions.size() == 6);
  CHECK(permissions[0]["what"].get<std::string>().size() > 5);
  CHECK(role(roles, "administrator")["permissions"].size() == permissions.size());
  CHECK(role(roles, "support")["permissions"] == Json({"identity.roles_read", "identity.users_read"}));
  CHECK(role(roles, "customer")["permissions"].empty());
  CHECK(role(roles, "catalog_manager")["standard"] == true);
  CHECK(get("/identity/roles", person("sue@example.com", {"support"}).token).status == 200);
  CHECK(get("/identity/permissions", customer("ada@example.com").token).status == 403);
}

TEST_CASE_METHOD(StaffHouse, "a role of the shop's own permits what it says, at once, until it says otherwise") {
  const auto root = administrator();
  const Json body = {{"name", "greeter"}, {"description", "Knows everybody"}, {"permissions", {"identity.users_read"}}};
  const auto made = post_once("/identity/roles", body, root.token, "k1");
  REQUIRE(made.status == 201);
  CHECK(made.body["version"] == 1);
  CHECK(post_once("/identity/roles", body, root.token, "k1").header("Idempotent-Replayed") == "true");
  CHECK(post("/identity/roles", body, root.token).code() == "role_exists");

  const auto ada = person("ada@example.com", {"greeter"});
  CHECK(get("/identity/users", ada.token).status == 200);
  const Json less = {{"description", "Knows nobody"}, {"permissions", Json::array()}};
  CHECK(put("/identity/roles/greeter", less, root.token, "").status == 428);
  CHECK(put("/identity/roles/greeter", less, root.token, "\"7\"").status == 412);
  const auto changed = put("/identity/roles/greeter", less, root.token, made.header("ETag"));
  REQUIRE(changed.status == 200);
  CHECK(changed.header("ETag") == "\"2\"");
  CHECK(get("/identity/users", ada.token).status == 403);
  CHECK(get("/identity/roles/greeter", root.token).body["description"] == "Knows nobody");
  CHECK(published("identity.credentials_changed").back()["what"] == "role");
  CHECK(audited("identity.role_changed").at(0)["after"]["permissions"].empty());
}

TEST_CASE_METHOD(StaffHouse, "a role that somebody has is not removed, and one that nobody has is gone") {
  const auto root = administrator();
  REQUIRE(post("/identity/roles", {{"name", "greeter"}, {"permissions", Json::array()}}, root.token).status == 201);
  const auto ada = person("ada@example.com", {"greeter"});
  CHECK(del("/identity/roles/greeter", root.token).code() == "role_in_use");
  REQUIRE(give(root, ada, {"customer"}).status == 200);
  CHECK(del("/identity/roles/greeter", root.token).status == 204);
  CHECK(del("/identity/roles/greeter", root.token).status == 404);
  CHECK(get("/identity/roles/greeter", root.token).status == 404);
  CHECK(audited("identity.role_removed").size() == 1);
}

TEST_CASE_METHOD(StaffHouse, "the standard roles are as they are") {
  const auto root = administrator();
  for (const auto* name : {"customer", "support", "catalog_manager", "administrator"}) {
    const auto path = std::string("/identity/roles/") + name;
    CHECK(put(path, {{"permissions", Json::array()}}, root.token).code() == "standard_role");
    CHECK(del(path, root.token).code() == "standard_role");
    CHECK(post("/identity/roles", {{"name", name}, {"permissions", Json::array()}}, root.token).code() ==
          "role_exists");
  }
}

TEST_CASE_METHOD(StaffHouse, "every mistake in a role is named") {
  const auto root = administrator();
  const auto answer = post("/identity/roles", {{"name", "Über-Rolle"}, {"permissions", {"moon.walk"}}}, root.token);
  CHECK(answer.problems() == Names{"/name format", "/permissions/0 unknown_permission"});
  CHECK(post("/identity/roles", {{"name", "ok"}, {"permissions", Json::array()}, {"standard", true}}, root.token)
            .problems() == Names{"/standard unknown"});
}

}  // namespace
}  // namespace kontor::identity::test
