#include <catch2/catch.hpp>

#include "identity/identity_house.hpp"

namespace kontor::identity::test {
namespace {

class VerifyingHouse : public IdentityHouse {
 public:
  Answer verify(const std::string& token) { return post("/identity/verify-email", {{"token", token}}); }
  Answer ask_again(const Json& session) { return post("/identity/me/verification", nullptr, session["access_token"]); }
  bool is_verified(const Json& session) { return get("/identity/me", session["access_token"]).body["email_verified"]; }
};

TEST_CASE_METHOD(VerifyingHouse, "a new customer is mailed a link that verifies the address") {
  const auto session = register_user("Ada@example.com");
  const auto links = mailed_links(kVerification);
  REQUIRE(links.size() == 1);
  CHECK(links[0].starts_with("https://shop.example/account/verify#token="));
  CHECK(token_of(links[0]).size() == 43);
  CHECK_FALSE(is_verified(session));

  CHECK(verify(token_of(links[0])).status == 204);
  CHECK(is_verified(session));
  REQUIRE(published("identity.email_verified").size() == 1);
  CHECK(published("identity.email_verified")[0]["user_id"] == session["user"]["id"]);
  CHECK(audited("identity.email_verified").size() == 1);
}

TEST_CASE_METHOD(VerifyingHouse, "neither the address nor the link is in the log or the tables") {
  register_user("ada@example.com");
  const auto token = mailed_token(kVerification);
  CHECK(run_sql("select count(*) from bus.event where payload::text like '%example.com%' or payload::text like '%" +
                token + "%'") == "0");
  CHECK(run_sql("select count(*) from identity.one_time_token where digest = sha256('" + token + "')") == "1");
  CHECK(run_sql("select count(*) from identity.one_time_token where email_digest = sha256('ada@example.com')") == "0");
}

TEST_CASE_METHOD(VerifyingHouse, "a link is good once") {
  register_user("ada@example.com");
  const auto token = mailed_token(kVerification);
  CHECK(verify(token).status == 204);
  const auto again = verify(token);
  CHECK(again.status == 422);
  CHECK(again.code() == "token_invalid");
}

TEST_CASE_METHOD(VerifyingHouse, "who asks for another link can use that one only") {
  const auto session = register_user("ada@example.com");
  const auto first = mailed_token(kVerification);
  const auto asked = ask_again(session);
  CHECK(asked.status == 202);
  CHECK(asked.body == nullptr);
  CHECK(verify(first).code() == "token_invalid");
  CHECK(verify(mailed_token(kVerification)).status == 204);
}

TEST_CASE_METHOD(VerifyingHouse, "a link that verifies is good for a day") {
  register_user("ada@example.com");
  pass_time(std::chrono::hours(24) - std::chrono::minutes(1));
  register_user("bob@example.com");
  const auto links = mailed_links(kVerification);
  CHECK(verify(token_of(links.front())).status == 204);
  pass_time(std::chrono::hours(24));
  CHECK(verify(token_of(links.back())).code() == "token_invalid");
  REQUIRE(run_job("identity.tidy"));
  CHECK(run_sql("select count(*) from identity.one_time_token") == "0");
}

TEST_CASE_METHOD(VerifyingHouse, "an address that is verified gets no more of these mails") {
  const auto session = register_user("ada@example.com");
  CHECK(verify(mailed_token(kVerification)).status == 204);
  CHECK(ask_again(session).status == 202);
  CHECK(mailed_links(kVerification).size() == 1);
}

TEST_CASE_METHOD(VerifyingHouse, "nobody's mailbox is filled by asking again and again") {
  const auto session = register_user("ada@example.com");
  for (int i = 0; i < 5; ++i) CHECK(ask_again(session).status == 202);
  const auto refused = ask_again(session);
  CHECK(refused.status == 429);
  CHECK_FALSE(refused.header("Retry-After").empty());
  CHECK(mailed_links(kVerification).size() == 6);
  CHECK(try_login("ada@example.com").status == 200);
}

TEST_CASE_METHOD(VerifyingHouse, "only who is signed in asks for another link") {
  CHECK(post("/identity/me/verification", nullptr).status == 401);
}

TEST_CASE_METHOD(VerifyingHouse, "a link is worthless when its account has another address, is disabled or erased") {
  const auto change = GENERATE(
      as<std::string>{}, "update identity.account set email = 'eve@example.com', email_key = 'eve@example.com'",
      "update identity.account set status = 'disabled'",
      "update identity.account set status = 'erased', email = null, email_key = null, password_hash = null");
  register_user("ada@example.com");
  const auto token = mailed_token(kVerification);
  run_sql(change);
  CHECK(verify(token).code() == "token_invalid");
  CHECK(published("identity.email_verified").empty());
}

TEST_CASE_METHOD(VerifyingHouse, "a link opens nothing but what it was sent for") {
  register_user("ada@example.com");
  REQUIRE(post("/identity/password/forgot", {{"email", "ada@example.com"}}).status == 202);
  const auto to_verify = mailed_token(kVerification);
  const auto to_reset = mailed_token(kReset);
  const auto to_set_up = token_of(module.invite_first_administrator().value().value());
  for (const auto& token : {to_reset, to_set_up}) CHECK(verify(token).code() == "token_invalid");
  for (const auto& token : {to_verify, to_set_up}) {
    CHECK(post("/identity/password/reset", {{"token", token}, {"password", kPassword}}).code() == "token_invalid");
  }
  for (const auto& token : {to_verify, to_reset}) {
    CHECK(post("/identity/setup", {{"token", token}, {"email", "eve@example.com"}, {"password", kPassword}}).code() ==
          "token_invalid");
  }
  CHECK(verify(to_verify).status == 204);
}

TEST_CASE_METHOD(VerifyingHouse, "what is no token opens nothing and breaks nothing") {
  register_user("ada@example.com");
  for (const auto& token : {std::string("x"), std::string(200, 'A'), std::string("' or true --"), std::string("\r\n"),
                            std::string("ключ")}) {
    CHECK(verify(token).code() == "token_invalid");
  }
  CHECK(verify("").problems() == std::vector<std::string>{"/token length"});
  CHECK(verify(std::string(201, 'A')).status == 422);
}

}  // namespace
}  // namespace kontor::identity::test
