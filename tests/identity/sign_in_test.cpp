#include <array>
#include <catch2/catch.hpp>
#include <latch>
#include <thread>

#include "identity/identity_house.hpp"

namespace kontor::identity::test {
namespace {

using House = IdentityHouse;

TEST_CASE_METHOD(House, "who registers is signed in as a customer") {
  const auto answer =
      post("/identity/register",
           {{"email", "Ada@Example.com"}, {"password", kPassword}, {"first_name", " Ada "}, {"last_name", "Lovelace"}});
  REQUIRE(answer.status == 201);
  CHECK(answer.header("Cache-Control") == "no-store");
  CHECK(answer.body["token_type"] == "Bearer");
  CHECK(answer.body["expires_in"] == 900);
  CHECK(answer.body["user"]["email"] == "Ada@Example.com");
  CHECK(answer.body["user"]["roles"] == Json{"customer"});

  const auto me = get("/identity/me", answer.body["access_token"]);
  REQUIRE(me.status == 200);
  CHECK(me.header("Cache-Control") == "no-store");
  CHECK(me.body["id"] == answer.body["user"]["id"]);
  CHECK(me.body["first_name"] == "Ada");
  CHECK(me.body["last_name"] == "Lovelace");
  CHECK(me.body["email_verified"] == false);
  CHECK(me.body["has_second_factor"] == false);
}

TEST_CASE_METHOD(House, "a registration is told of and accounted for, without personal data in the clear") {
  const auto session = register_user("ada@example.com");
  const auto told = published("identity.user_registered");
  REQUIRE(told.size() == 1);
  CHECK(told[0]["user_id"] == session["user"]["id"]);
  const auto entries = audited("identity.user_registered");
  REQUIRE(entries.size() == 1);
  CHECK(entries[0]["subject"] == session["user"]["id"]);
  CHECK(entries[0]["personal"]["email"] == "ada@example.com");
  CHECK(run_sql("select count(*) from bus.event where payload::text like '%example.com%'") == "0");
}

TEST_CASE_METHOD(House, "everything that is wrong with a registration is said at once") {
  const auto answer = post("/identity/register", {{"email", "ada"}, {"password", "password1"}, {"first_name", "A\nB"}});
  CHECK(answer.status == 422);
  CHECK(answer.problems() == std::vector<std::string>{"/email format", "/password common", "/first_name format"});
  CHECK(run_sql("select count(*) from identity.account") == "0");
}

TEST_CASE_METHOD(House, "nobody gives themselves roles, or anything else that is not asked for") {
  for (const auto* member : {"roles", "id", "status", "email_verified", "is_admin"}) {
    Json body{{"email", "ada@example.com"}, {"password", kPassword}, {member, Json{"administrator"}}};
    const auto answer = post("/identity/register", body);
    CHECK(answer.status == 422);
    CHECK(answer.problems() == std::vector<std::string>{"/" + std::string(member) + " unknown"});
  }
}

TEST_CASE_METHOD(House, "an address has one account, in whatever case it is written") {
  register_user("ada@example.com");
  const auto answer = post("/identity/register", {{"email", "ADA@example.com"}, {"password", kPassword}});
  CHECK(answer.status == 409);
  CHECK(answer.code() == "email_taken");
}

TEST_CASE_METHOD(House, "of many who register one address at the same moment one gets it, and all get an answer") {
  constexpr int kMany = 6;
  std::array<int, kMany> statuses{};
  std::latch start(kMany);
  std::vector<std::jthread> threads;
  for (auto& status : statuses) {
    threads.emplace_back([&] {
      start.arrive_and_wait();
      status = post("/identity/register", {{"email", "ada@example.com"}, {"password", kPassword}}).status;
    });
  }
  threads.clear();
  CHECK(std::ranges::count(statuses, 201) == 1);
  CHECK(std::ranges::count(statuses, 409) == kMany - 1);
}

TEST_CASE_METHOD(House, "a registration that is sent again with its Idempotency-Key gets the same answer") {
  const Ask ask{.method = "POST",
                .path = "/identity/register",
                .body = {{"email", "ada@example.com"}, {"password", kPassword}},
                .headers = {{"Idempotency-Key", "first-visit"}}};
  const auto first = send(ask);
  const auto second = send(ask);
  CHECK(first.status == 201);
  CHECK(second.status == 201);
  CHECK(second.body == first.body);
}

TEST_CASE_METHOD(House, "who knows the password comes in") {
  const auto registered = register_user("ada@example.com");
  const auto session = login(" Ada@example.COM ");
  CHECK(session["user"] == registered["user"]);
  CHECK(get("/identity/me", session["access_token"]).status == 200);
  CHECK(published("identity.user_logged_in").size() == 1);
  const auto entries = audited("identity.logged_in");
  REQUIRE(entries.size() == 1);
  CHECK(entries[0]["personal"]["address"] == "192.0.2.7");
}

TEST_CASE_METHOD(House, "whatever is wrong with a sign-in, the answer is the same") {
  register_user("ada@example.com");
  register_user("off@example.com");
  register_user("gone@example.com");
  run_sql("update identity.account set status = 'disabled' where email_key = 'off@example.com'");
  run_sql(
      "update identity.account set status = 'erased', email = null, email_key = null, password_hash = null "
      "where email_key = 'gone@example.com'");
  run_sql(
      "insert into identity.account (id, email, email_key, created_at, updated_at) "
      "values (gen_random_uuid(), 'none@example.com', 'none@example.com', now(), now())");
  Answer wrong = try_login("ada@example.com", "nine green heron");
  CHECK(wrong.status == 401);
  CHECK(wrong.code() == "unauthenticated");
  wrong.body.erase("request_id");
  for (const auto* email : {"nobody@example.com", "off@example.com", "gone@example.com", "none@example.com",
                            "no address at all", "ada@example.com\r\nX: y"}) {
    INFO(email);
    Answer answer = try_login(email);
    answer.body.erase("request_id");
    CHECK(answer.status == 401);
    CHECK(answer.body == wrong.body);
  }
}

TEST_CASE_METHOD(House, "failed sign-ins are accounted for, and whom they were for only its key tells") {
  const auto session = register_user("ada@example.com");
  try_login("ada@example.com", "nine green heron");
  try_login("nobody@example.com");
  const auto entries = audited("identity.login_failed");
  REQUIRE(entries.size() == 2);
  CHECK(entries[0]["subject"] == session["user"]["id"]);
  CHECK(entries[1]["subject"] == "");
  CHECK(entries[1]["personal"]["email"] == "nobody@example.com");
  CHECK(entries[1]["personal"]["address"] == "192.0.2.7");
  CHECK(run_sql("select count(*) from bus.event where payload::text like '%nobody%'") == "0");
}

TEST_CASE_METHOD(House, "a password is hashed anew when the cost has risen, and stays good") {
  register_user("ada@example.com");
  const std::string cheap = "$argon2id$v=19$m=64,t=1,p=1$";  // what an earlier, lower cost would have left behind
  run_sql("update identity.account set password_hash = '" +
          crypto::hash_password(kPassword, {.memory_kib = 64, .passes = 1}) + "'");
  CHECK(run_sql("select password_hash like '" + cheap + "%' from identity.account") == "t");
  login("ada@example.com");
  CHECK(run_sql("select password_hash like '$argon2id$v=19$m=8192,t=1,p=1$%' from identity.account") == "t");
  login("ada@example.com");
}

TEST_CASE_METHOD(House, "other modules learn of users in the order they ask, and nothing of those who are erased") {
  const auto ada = UserId::parse(register_user("ada@example.com")["user"]["id"].get<std::string>()).value();
  const auto bob = UserId::parse(register_user("bob@example.com")["user"]["id"].get<std::string>()).value();
  const auto eve = UserId::parse(register_user("eve@example.com")["user"]["id"].get<std::string>()).value();
  run_sql(
      "update identity.account set status = 'erased', email = null, email_key = null, password_hash = null "
      "where email_key = 'eve@example.com'");
  const auto users = module.identity().users(std::array{bob, eve, UserId::generate(), ada});
  REQUIRE(users);
  REQUIRE(users->size() == 2);
  CHECK(users->at(0).email == "bob@example.com");
  CHECK(users->at(1).id == ada);
}

}  // namespace
}  // namespace kontor::identity::test
