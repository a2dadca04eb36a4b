#include <array>
#include <catch2/catch.hpp>
#include <latch>
#include <set>
#include <thread>

#include "identity/identity_house.hpp"
#include "kernel/core/text.hpp"

namespace kontor::identity::test {
namespace {

using House = IdentityHouse;

std::string refresh_token_of(const Json& session) {
  return session["refresh_token"];
}

std::string ended_because(const House& house) {
  return house.run_sql(
      "select coalesce(string_agg(end_reason, ','), '') from identity.session where ended_at is not null");
}

TEST_CASE_METHOD(House, "a refresh token is good for the next session answer") {
  auto session = register_user("ada@example.com");
  for (int i = 0; i < 3; ++i) {
    const auto next = refresh(refresh_token_of(session));
    REQUIRE(next.status == 200);
    CHECK(next.header("Cache-Control") == "no-store");
    CHECK(refresh_token_of(next.body) != refresh_token_of(session));
    CHECK(next.body["user"] == session["user"]);
    CHECK(get("/identity/me", next.body["access_token"]).status == 200);
    session = next.body;
  }
  CHECK(run_sql("select count(*) from identity.session") == "1");
}

TEST_CASE_METHOD(House, "a lost answer is given again within ten seconds, and the session goes on from there") {
  const auto first = refresh_token_of(register_user("ada@example.com"));
  const auto lost = refresh(first);
  pass_time(std::chrono::seconds(8));
  const auto again = refresh(first);
  REQUIRE(again.status == 200);
  CHECK(refresh_token_of(again.body) != refresh_token_of(lost.body));
  CHECK(refresh(refresh_token_of(again.body)).status == 200);
}

TEST_CASE_METHOD(House, "a token that is used again later ends its session everywhere") {
  const auto session = register_user("ada@example.com");
  const auto next = refresh(refresh_token_of(session)).body;
  pass_time(std::chrono::seconds(11));
  const auto reused = refresh(refresh_token_of(session));
  CHECK(reused.status == 401);
  CHECK(reused.code() == "unauthenticated");
  CHECK(ended_because(*this) == "token_reused");
  CHECK(refresh(refresh_token_of(next)).status == 401);
  CHECK(get("/identity/me", next["access_token"]).status == 401);
  CHECK(published("identity.sessions_ended").size() == 1);
  CHECK(audited("identity.sessions_ended").at(0)["after"]["reason"] == "token_reused");
}

TEST_CASE_METHOD(House, "a token from long ago is recognised, however many came after it") {
  const auto first = refresh_token_of(register_user("ada@example.com"));
  auto token = first;
  for (int i = 0; i < 5; ++i) token = refresh_token_of(refresh(token).body);
  CHECK(refresh(first).status == 401);
  CHECK(ended_because(*this) == "token_reused");
}

TEST_CASE_METHOD(House, "when one of a generation is used the others are void") {
  const auto first = refresh_token_of(register_user("ada@example.com"));
  const auto one = refresh_token_of(refresh(first).body);
  const auto other = refresh_token_of(refresh(first).body);
  CHECK(refresh(one).status == 200);
  CHECK(refresh(other).status == 401);
  CHECK(ended_because(*this) == "token_reused");
}

TEST_CASE_METHOD(House, "one token used by many at once gives a few answers, and is worthless afterwards") {
  constexpr int kMany = 20;
  const auto first = refresh_token_of(register_user("ada@example.com"));
  std::array<Answer, kMany> answers;
  std::latch start(kMany);
  std::vector<std::jthread> threads;
  for (auto& answer : answers) {
    threads.emplace_back([&] {
      start.arrive_and_wait();
      answer = refresh(first);
    });
  }
  threads.clear();
  std::set<std::string> tokens;
  for (const auto& answer : answers) {
    CHECK((answer.status == 200 || answer.status == 401));
    if (answer.status == 200) tokens.insert(refresh_token_of(answer.body));
  }
  CHECK(tokens.size() == 4);
  CHECK(ended_because(*this).empty());

  pass_time(std::chrono::seconds(11));
  CHECK(refresh(first).status == 401);
  CHECK(ended_because(*this) == "token_reused");
  for (const auto& token : tokens) CHECK(refresh(token).status == 401);
}

TEST_CASE_METHOD(House, "what we never gave out is refused and ends nothing") {
  auto token = refresh_token_of(register_user("ada@example.com"));
  std::string other_end = token;
  other_end.back() = other_end.back() == 'A' ? 'E' : 'A';
  std::string other_start = token;
  other_start.front() = other_start.front() == 'A' ? 'B' : 'A';
  for (const auto& bad : {std::string("x"), std::string(102, 'A'), other_end, other_start, token + "A",
                          token.substr(0, token.size() - 1), token + "\n", std::string(900, 'z')}) {
    CHECK(refresh(bad).status == 401);
  }
  CHECK(ended_because(*this).empty());
  CHECK(refresh(token).status == 200);
}

TEST_CASE_METHOD(House, "a session that was not refreshed for a month has ended") {
  const auto token = refresh_token_of(register_user("ada@example.com"));
  pass_time(std::chrono::hours(24 * 29));
  const auto next = refresh(token);
  REQUIRE(next.status == 200);
  pass_time(std::chrono::hours(24 * 30 + 1));
  CHECK(refresh(refresh_token_of(next.body)).status == 401);
  REQUIRE(run_job("identity.tidy"));
  CHECK(run_sql("select count(*) from identity.session") == "1");
  pass_time(std::chrono::hours(25));
  REQUIRE(run_job("identity.tidy"));
  CHECK(run_sql("select count(*) from identity.session") == "0");
}

TEST_CASE_METHOD(House, "no session goes on for an account that is disabled or erased") {
  const auto token = refresh_token_of(register_user("ada@example.com"));
  run_sql("update identity.account set status = 'disabled'");
  CHECK(refresh(token).status == 401);
  run_sql("update identity.account set status = 'erased', email = null, email_key = null, password_hash = null");
  CHECK(refresh(token).status == 401);
}

TEST_CASE_METHOD(House, "no refresh token is kept") {
  const auto token = refresh_token_of(register_user("ada@example.com"));
  const auto bytes = text::decode_base64url(token).value();
  const auto found = run_sql("select count(*) from identity.session s where s::text like '%" + token + "%'");
  CHECK(found == "0");
  CHECK(run_sql("select token_digests[1] = sha256('" + token + "') from identity.session") == "t");
}

}  // namespace
}  // namespace kontor::identity::test
