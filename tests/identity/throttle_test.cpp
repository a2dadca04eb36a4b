#include <catch2/catch.hpp>

#include "identity/identity_house.hpp"

namespace kontor::identity::test {
namespace {

using House = IdentityHouse;

int failures_until_refused(House& house, const std::string& email, const std::string& address, int most) {
  for (int tried = 0; tried < most; ++tried) {
    if (house.try_login(email, "nine green heron", address).status == 429) return tried;
  }
  return most;
}

TEST_CASE_METHOD(House, "who guesses has to wait, twice as long each time, and the right password waits too") {
  register_user("ada@example.com");
  CHECK(failures_until_refused(*this, "ada@example.com", "192.0.2.7", 10) == 5);
  const auto refused = try_login("ada@example.com");
  CHECK(refused.status == 429);
  CHECK(refused.code() == "rate_limited");
  CHECK_FALSE(refused.header("Retry-After").empty());

  for (int seconds = 1; seconds <= 64; seconds *= 2) {
    const auto waiting = try_login("ada@example.com");
    CHECK(waiting.status == 429);
    CHECK(waiting.header("Retry-After") == std::to_string(seconds));
    pass_time(std::chrono::seconds(seconds - 1));
    CHECK(run_sql("select max(blocked_until) > kernel.now() from identity.throttle") == "t");
    pass_time(std::chrono::seconds(1));
    CHECK(try_login("ada@example.com", "nine green heron").status == 401);
  }
}

TEST_CASE_METHOD(House, "an address without an account waits as one with an account does") {
  CHECK(failures_until_refused(*this, "nobody@example.com", "192.0.2.7", 10) == 5);
}

TEST_CASE_METHOD(House, "whose account is guessed at from many addresses is protected from all of them") {
  register_user("ada@example.com");
  for (int i = 0; i < 5; ++i) try_login("ada@example.com", "nine green heron", "192.0.2." + std::to_string(10 + i));
  CHECK(try_login("ada@example.com", kPassword, "192.0.2.99").status == 429);
}

TEST_CASE_METHOD(House, "who tries many accounts from one address has to wait, whatever half of IPv6 they own") {
  register_user("ada@example.com");
  for (int i = 0; i < 20; ++i) {
    CHECK(try_login("user" + std::to_string(i) + "@example.com", kPassword, "2001:db8:1:2::" + std::to_string(i))
              .status == 401);
  }
  CHECK(try_login("ada@example.com", kPassword, "2001:db8:1:2::ffff").status == 429);
  CHECK(try_login("ada@example.com", kPassword, "2001:db8:1:3::1").status == 200);
}

TEST_CASE_METHOD(House, "a success forgets the account's failures") {
  register_user("ada@example.com");
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 4; ++i) CHECK(try_login("ada@example.com", "nine green heron").status == 401);
    login("ada@example.com");
  }
}

TEST_CASE_METHOD(House, "the wait has an end, and old failures are forgotten") {
  for (int i = 0; i < 5; ++i) try_login("nobody@example.com");
  run_sql("update identity.throttle set failures = 60");
  pass_time(std::chrono::seconds(10));
  try_login("nobody@example.com");
  const auto wait = "select round(extract(epoch from max(blocked_until) - kernel.now())) from identity.throttle";
  CHECK(std::stoi(run_sql(wait)) <= 900);
  CHECK(std::stoi(run_sql(wait)) > 890);

  pass_time(std::chrono::hours(2));
  CHECK(failures_until_refused(*this, "nobody@example.com", "192.0.2.7", 10) == 5);
  pass_time(std::chrono::hours(2));
  REQUIRE(run_job("identity.tidy"));
  CHECK(run_sql("select count(*) from identity.throttle") == "0");
}

TEST_CASE_METHOD(House, "who asks which addresses have an account has to wait") {
  register_user("ada@example.com");
  const auto ask = [&] { return post("/identity/register", {{"email", "ada@example.com"}, {"password", kPassword}}); };
  for (int i = 0; i < 20; ++i) CHECK(ask().code() == "email_taken");
  CHECK(ask().status == 429);
}

TEST_CASE_METHOD(House, "what the throttle keeps is no address") {
  try_login("nobody@example.com");
  CHECK(run_sql("select count(*) from identity.throttle") == "2");
  CHECK(run_sql("select count(*) from identity.throttle where digest in (sha256('nobody@example.com'), "
                "sha256('account nobody@example.com'), sha256('192.0.2.7'), sha256('address 192.0.2.7'))") == "0");
}

}  // namespace
}  // namespace kontor::identity::test
