#include <catch2/catch.hpp>

#include "identity/identity_house.hpp"
#include "modules/identity/domain/locale.hpp"

namespace kontor::identity::test {
namespace {

using House = IdentityHouse;
using Problems = std::vector<std::string>;

Answer patch(House& house, const Json& body, const std::string& token) {
  return house.send({.method = "PATCH", .path = "/identity/me", .body = body, .token = token});
}

TEST_CASE_METHOD(House, "what is not mentioned stays, null clears") {
  const std::string token = register_user("ada@example.com")["access_token"];
  const auto first = patch(*this,
                           {{"first_name", " Ada "},
                            {"last_name", "Lovelace"},
                            {"preferences", {{"locale", "en-GB"}, {"currency", "GBP"}, {"marketing", false}}}},
                           token);
  REQUIRE(first.status == 200);
  CHECK(first.body["first_name"] == "Ada");
  CHECK(first.body["preferences"] == Json{{"locale", "en-GB"}, {"currency", "GBP"}, {"marketing", false}});

  const auto second = patch(*this, {{"last_name", nullptr}, {"preferences", {{"currency", nullptr}}}}, token);
  REQUIRE(second.status == 200);
  CHECK(second.body["first_name"] == "Ada");
  CHECK(second.body["last_name"].is_null());
  CHECK(second.body["preferences"] == Json{{"locale", "en-GB"}, {"currency", nullptr}, {"marketing", false}});
  CHECK(get("/identity/me", token).body == second.body);

  const auto third = patch(*this, {{"first_name", "  "}, {"preferences", nullptr}}, token);
  CHECK(third.body["first_name"].is_null());
  CHECK(third.body["preferences"] == Json{{"locale", nullptr}, {"currency", nullptr}, {"marketing", nullptr}});
  CHECK(patch(*this, Json::object(), token).body == third.body);
}

TEST_CASE_METHOD(House, "other modules see names and language as they are now") {
  const auto session = register_user("ada@example.com");
  patch(*this, {{"first_name", "Ada"}, {"preferences", {{"locale", "fr"}}}}, session["access_token"]);
  const auto id = *UserId::parse(session["user"]["id"].get<std::string>());
  const auto users = module.identity().users({&id, 1});
  REQUIRE(users);
  REQUIRE(users->size() == 1);
  CHECK(users->front().first_name == "Ada");
  CHECK(users->front().locale == "fr");
}

TEST_CASE_METHOD(House, "everything that is wrong with a change is said at once, and nothing is changed") {
  const std::string token = register_user("ada@example.com")["access_token"];
  const auto answer =
      patch(*this, {{"first_name", "Ada\r\nBcc: all"}, {"last_name", "L\nX"}, {"preferences", {{"locale", "english"}}}},
            token);
  CHECK(answer.status == 422);
  CHECK(answer.problems() == Problems{"/first_name format", "/last_name format", "/preferences/locale format"});
  CHECK(get("/identity/me", token).body["first_name"].is_null());
}

TEST_CASE_METHOD(House, "nobody changes what is not theirs to say") {
  const std::string token = register_user("ada@example.com")["access_token"];
  for (const auto* member : {"roles", "id", "email", "email_verified", "status", "password", "has_second_factor"}) {
    const auto answer = patch(*this, {{member, Json{"administrator"}}}, token);
    CHECK(answer.status == 422);
    CHECK(answer.problems() == Problems{"/" + std::string(member) + " unknown"});
  }
  CHECK(patch(*this, {{"preferences", {{"roles", "administrator"}}}}, token).problems() ==
        Problems{"/preferences/roles unknown"});
  CHECK(patch(*this, {{"preferences", {{"currency", "XXX"}}}}, token).status == 422);
  CHECK(patch(*this, {{"first_name", "Ada"}}, "").status == 401);
}

TEST_CASE("languages are written as browsers write them") {
  for (const auto* good : {"de", "en-GB", "zh-Hant-TW", "es-419", "gsw", "zh-Hant"}) {
    CAPTURE(good);
    CHECK(is_locale(good));
  }
  for (const auto* bad : {"", "d", "DE", "de-", "-de", "de_DE", "de-de", "en-GB-", "english", "de--DE", "e1"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_locale(bad));
  }
}

}  // namespace
}  // namespace kontor::identity::test
