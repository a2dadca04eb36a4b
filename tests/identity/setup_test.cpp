#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <latch>
#include <regex>
#include <thread>

#include "identity/identity_house.hpp"

namespace kontor::identity::test {
namespace {

class NewHouse : public IdentityHouse {
 public:
  std::string invited() {
    const auto link = module.invite_first_administrator();
    REQUIRE(link);
    REQUIRE(*link);
    return token_of(**link);
  }
  Answer set_up(const std::string& token, const std::string& email = "ada@example.com",
                const std::string& password = kPassword) {
    return post("/identity/setup", {{"token", token}, {"email", email}, {"password", password}});
  }
  std::string administrators() {
    return run_sql("select count(*) from identity.account where roles @> '{administrator}'");
  }
};

TEST_CASE_METHOD(NewHouse, "whoever has the link of the first start becomes the first administrator") {
  const auto link = module.invite_first_administrator().value().value();
  CHECK(link.starts_with("https://shop.example/setup#token="));
  const auto answer = set_up(token_of(link));
  REQUIRE(answer.status == 201);
  CHECK(answer.body["user"]["roles"] == Json{"administrator", "customer"});
  CHECK(get("/identity/me", answer.body["access_token"]).status == 200);
  login("ada@example.com");
  CHECK(mailed_links(kVerification).size() == 1);
  const auto entries = audited("identity.administrator_created");
  REQUIRE(entries.size() == 1);
  CHECK(entries[0]["subject"] == answer.body["user"]["id"]);
  CHECK(entries[0]["after"]["roles"] == Json{"administrator", "customer"});
  CHECK(entries[0]["personal"]["email"] == "ada@example.com");
}

TEST_CASE_METHOD(NewHouse, "the page is there until there is an administrator, and lets nothing foreign run") {
  const auto page = get("/setup");
  CHECK(page.status == 200);
  CHECK(page.header("Content-Type") == "text/html; charset=utf-8");
  CHECK(page.header("Cache-Control") == "no-store");
  CHECK(page.header("Content-Security-Policy").starts_with("default-src 'none'; script-src 'self';"));
  const auto html = page.body.get<std::string>();
  CHECK(html.find("<style") == std::string::npos);
  CHECK(html.find(" style=") == std::string::npos);
  CHECK_FALSE(std::regex_search(html, std::regex(R"(\son\w+\s*=)")));
  CHECK(html.find("<script>") == std::string::npos);
  for (const auto* file : {"/setup/setup.css", "/setup/setup.js"}) {
    CHECK(html.find(file) != std::string::npos);
    CHECK(get(file).status == 200);
  }
  REQUIRE(set_up(invited()).status == 201);
  CHECK(get("/setup").status == 404);
}

TEST_CASE_METHOD(NewHouse, "once there is an administrator no link is made, and none opens anything") {
  const auto token = invited();
  REQUIRE(module.create_administrator({.email = "bob@example.com", .password = kPassword}));
  CHECK_FALSE(module.invite_first_administrator().value());
  CHECK(set_up(token).status == 409);
  CHECK(set_up(token).code() == "already_set_up");
  CHECK(get("/setup").status == 404);
  CHECK(administrators() == "1");
}

TEST_CASE_METHOD(NewHouse, "each start makes the link before worthless, and each is good for an hour") {
  const auto first = invited();
  const auto second = invited();
  CHECK(set_up(first).code() == "token_invalid");
  pass_time(std::chrono::hours(1));
  CHECK(set_up(second).code() == "token_invalid");
  CHECK(set_up("no-such-token").code() == "token_invalid");
  CHECK(run_sql("select count(*) from identity.account") == "0");
  CHECK(run_sql("select count(*) from identity.one_time_token where digest = sha256('" + second + "')") == "1");
}

TEST_CASE_METHOD(NewHouse, "of many who use the link at the same moment one becomes administrator") {
  constexpr int kMany = 20;
  const auto token = invited();
  std::array<int, kMany> statuses{};
  std::latch start(kMany);
  std::vector<std::jthread> threads;
  for (int i = 0; i < kMany; ++i) {
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      statuses[static_cast<std::size_t>(i)] = set_up(token, "user" + std::to_string(i) + "@example.com").status;
    });
  }
  threads.clear();
  CHECK(std::ranges::count(statuses, 201) == 1);
  CHECK(std::ranges::count(statuses, 409) == kMany - 1);
  CHECK(administrators() == "1");
  CHECK(run_sql("select count(*) from identity.account") == "1");
}

TEST_CASE_METHOD(NewHouse, "what is wrong with the first administrator is said, and the link stays good") {
  register_user("bob@example.com");
  const auto token = invited();
  CHECK(set_up(token, "no address", "password1").problems() ==
        std::vector<std::string>{"/email format", "/password common"});
  CHECK(set_up(token, "bob@example.com").code() == "email_taken");
  CHECK(set_up(token).status == 201);
}

TEST_CASE_METHOD(NewHouse, "nobody asks for roles with the first administrator") {
  const auto answer =
      post("/identity/setup",
           {{"token", invited()}, {"email", "ada@example.com"}, {"password", kPassword}, {"roles", Json{"customer"}}});
  CHECK(answer.problems() == std::vector<std::string>{"/roles unknown"});
}

TEST_CASE_METHOD(NewHouse, "an operator makes administrators, whose addresses count as verified") {
  REQUIRE(module.create_administrator(
      {.email = "ada@example.com", .password = kPassword, .first_name = "Ada", .last_name = "Lovelace"}));
  REQUIRE(module.create_administrator({.email = "bob@example.com", .password = kPassword}));
  const auto session = login("ada@example.com");
  CHECK(session["user"]["roles"] == Json{"administrator", "customer"});
  const auto me = get("/identity/me", session["access_token"]).body;
  CHECK(me["email_verified"] == true);
  CHECK(me["first_name"] == "Ada");
  CHECK(mailed_links(kVerification).empty());
  CHECK(audited("identity.administrator_created").size() == 2);

  const auto again = module.create_administrator({.email = "ADA@example.com", .password = kPassword});
  CHECK(again.error().code == "email_taken");
  const auto wrong = module.create_administrator({.email = "ada", .password = "password1"});
  CHECK(wrong.error().fields.size() == 2);
}

TEST_CASE_METHOD(NewHouse, "an operator gives an account the role of an administrator") {
  register_user("ada@example.com");
  CHECK(module.promote_to_administrator("ADA@example.com").value());
  CHECK_FALSE(module.promote_to_administrator("ada@example.com").value());
  CHECK(login("ada@example.com")["user"]["roles"] == Json{"administrator", "customer"});
  const auto entries = audited("identity.role_assigned");
  REQUIRE(entries.size() == 1);
  CHECK(entries[0]["before"] == R"({"roles":["customer"]})");
  CHECK(entries[0]["after"]["roles"] == Json{"administrator", "customer"});

  CHECK(module.promote_to_administrator("nobody@example.com").error().kind == ErrorKind::not_found);
  CHECK(module.promote_to_administrator("no address").error().kind == ErrorKind::invalid);
  register_user("off@example.com");
  run_sql("update identity.account set status = 'disabled' where email_key = 'off@example.com'");
  CHECK(module.promote_to_administrator("off@example.com").error().code == "account_disabled");
}

}  // namespace
}  // namespace kontor::identity::test
