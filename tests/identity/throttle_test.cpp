#include <catch2/catch.hpp>

#include "identity/identity_house.hpp"

namespace kontor::identity::test {
namespace {

class ThrottlingHouse : public IdentityHouse {
 public:
  int guess(const std::string& email, const std::string& address = "192.0.2.7") {
    return try_login(email, "nine green heron", address).status;
  }
  // Seconds, of who waits longest.
  int longest_wait() const {
    return std::stoi(
        run_sql("select extract(epoch from max(blocked_until - last_failure_at))::int from identity.throttle"));
  }
  // Who has to wait for a second has to wait for a minute: so long no test takes.
  void lengthen_waits() const {
    run_sql(
        "update identity.throttle set blocked_until = blocked_until + interval '1 minute' "
        "where blocked_until > last_failure_at");
  }
};

TEST_CASE_METHOD(ThrottlingHouse, "who guesses has to wait, twice as long each time") {
  register_user("ada@example.com");
  for (int i = 0; i < 4; ++i) CHECK(guess("ada@example.com") == 401);
  CHECK(longest_wait() == 0);
  for (int seconds = 1; seconds <= 64; seconds *= 2) {
    CHECK(guess("ada@example.com") == 401);
    CHECK(longest_wait() == seconds);
    pass_time(std::chrono::seconds(seconds));
  }
}

TEST_CASE_METHOD(ThrottlingHouse, "the right password waits too, and is told how long") {
  register_user("ada@example.com");
  for (int i = 0; i < 5; ++i) guess("ada@example.com");
  lengthen_waits();
  const auto refused = try_login("ada@example.com");
  CHECK(refused.status == 429);
  CHECK(refused.code() == "rate_limited");
  CHECK(std::stoi(refused.header("Retry-After")) > 30);
  pass_time(std::chrono::seconds(62));
  login("ada@example.com");
}

TEST_CASE_METHOD(ThrottlingHouse, "an address without an account waits as one with an account does") {
  for (int i = 0; i < 4; ++i) CHECK(guess("nobody@example.com") == 401);
  CHECK(longest_wait() == 0);
  CHECK(guess("nobody@example.com") == 401);
  CHECK(longest_wait() == 1);
  lengthen_waits();
  CHECK(guess("nobody@example.com") == 429);
}

TEST_CASE_METHOD(ThrottlingHouse, "whose account is guessed at from many addresses is protected from all of them") {
  register_user("ada@example.com");
  for (int i = 0; i < 5; ++i) guess("ada@example.com", "192.0.2." + std::to_string(10 + i));
  lengthen_waits();
  CHECK(try_login("ada@example.com", kPassword, "192.0.2.99").status == 429);
}

TEST_CASE_METHOD(ThrottlingHouse,
                 "who tries many accounts from one address has to wait, whatever half of IPv6 they own") {
  register_user("ada@example.com");
  for (int i = 0; i < 20; ++i) {
    CHECK(guess("user" + std::to_string(i) + "@example.com", "2001:db8:1:2::" + std::to_string(i)) == 401);
  }
  lengthen_waits();
  CHECK(try_login("ada@example.com", kPassword, "2001:db8:1:2::ffff").status == 429);
  CHECK(try_login("ada@example.com", kPassword, "2001:db8:1:3::1").status == 200);
}

TEST_CASE_METHOD(ThrottlingHouse, "a success forgets the account's failures") {
  register_user("ada@example.com");
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 4; ++i) CHECK(try_login("ada@example.com", "nine green heron").status == 401);
    login("ada@example.com");
  }
}

TEST_CASE_METHOD(ThrottlingHouse, "the wait has an end, and old failures are forgotten") {
  guess("nobody@example.com");
  run_sql("update identity.throttle set failures = 60");
  guess("nobody@example.com");
  CHECK(longest_wait() == 900);

  pass_time(std::chrono::hours(2));
  guess("nobody@example.com");
  CHECK(run_sql("select max(failures) from identity.throttle") == "1");
  CHECK(longest_wait() == 0);
  REQUIRE(run_job("identity.tidy"));
  CHECK(run_sql("select count(*) from identity.throttle") == "2");
  pass_time(std::chrono::hours(2));
  REQUIRE(run_job("identity.tidy"));
  CHECK(run_sql("select count(*) from identity.throttle") == "0");
}

TEST_CASE_METHOD(ThrottlingHouse, "who asks which addresses have an account has to wait") {
  register_user("ada@example.com");
  const auto ask = [&] { return post("/identity/register", {{"email", "ada@example.com"}, {"password", kPassword}}); };
  for (int i = 0; i < 20; ++i) CHECK(ask().code() == "email_taken");
  lengthen_waits();
  CHECK(ask().status == 429);
}

TEST_CASE_METHOD(ThrottlingHouse, "what the throttle keeps is no address") {
  try_login("nobody@example.com");
  CHECK(run_sql("select count(*) from identity.throttle") == "2");
  CHECK(run_sql("select count(*) from identity.throttle where digest in (sha256('nobody@example.com'), "
                "sha256('account nobody@example.com'), sha256('192.0.2.7'), sha256('address 192.0.2.7'))") == "0");
}

}  // namespace
}  // namespace kontor::identity::test
