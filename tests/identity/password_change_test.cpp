#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <latch>
#include <thread>

#include "identity/identity_house.hpp"

namespace kontor::identity::test {
namespace {

constexpr const char* kChangedPassword = "ten grey herons";

class PasswordHouse : public IdentityHouse {
 public:
  Answer change(const Json& session, const std::string& current, const std::string& fresh = kChangedPassword) {
    return post("/identity/me/password", {{"current_password", current}, {"new_password", fresh}},
                session["access_token"]);
  }
};

TEST_CASE_METHOD(PasswordHouse, "who changes the password stays signed in here and is signed out everywhere else") {
  const auto here = register_user("ada@example.com");
  const auto elsewhere = login("ada@example.com");
  CHECK(change(here, kPassword).status == 204);
  CHECK(get("/identity/me", here["access_token"]).status == 200);
  CHECK(refresh(here["refresh_token"]).status == 200);
  CHECK(get("/identity/me", elsewhere["access_token"]).status == 401);
  CHECK(refresh(elsewhere["refresh_token"]).status == 401);
  CHECK(try_login("ada@example.com").status == 401);
  login("ada@example.com", kChangedPassword);
  CHECK(published("identity.password_changed").size() == 1);
  const auto entries = audited("identity.password_changed");
  REQUIRE(entries.size() == 1);
  CHECK(entries[0]["after"]["way"] == "change");
}

TEST_CASE_METHOD(PasswordHouse, "a session is not enough to change the password, or to guess it") {
  const auto session = register_user("ada@example.com");
  for (int i = 0; i < 5; ++i) {
    const auto answer = change(session, "nine green heron");
    CHECK(answer.status == 422);
    CHECK(answer.problems() == std::vector<std::string>{"/current_password wrong"});
  }
  CHECK(change(session, kPassword).status == 429);
  CHECK(audited("identity.proof_failed").size() == 5);
  CHECK(published("identity.password_changed").empty());
}

TEST_CASE_METHOD(PasswordHouse, "a new password has to be a good one") {
  const auto session = register_user("ada@example.com");
  CHECK(change(session, kPassword, "password1").problems() == std::vector<std::string>{"/new_password common"});
  CHECK(change(session, kPassword, "ada@example.com").problems() ==
        std::vector<std::string>{"/new_password like_email"});
  CHECK(change(session, kPassword, "short").problems() == std::vector<std::string>{"/new_password length"});
  login("ada@example.com");
}

TEST_CASE_METHOD(PasswordHouse, "who is not signed in changes no password") {
  CHECK(change({{"access_token", ""}}, kPassword).status == 401);
}

TEST_CASE_METHOD(PasswordHouse, "an account with a second factor is asked for it") {
  const auto session = register_user("ada@example.com");
  run_sql(
      "insert into identity.second_factor (account_id, wrapped_secret, confirmed_at, created_at) "
      "select id, 'x', now(), now() from identity.account");
  const auto answer = change(session, kPassword);
  CHECK(answer.status == 401);
  CHECK(answer.code() == "second_factor_required");
  CHECK(published("identity.password_changed").empty());
}

TEST_CASE_METHOD(PasswordHouse, "of several changes at the same moment one counts") {
  constexpr int kMany = 4;
  const auto session = register_user("ada@example.com");
  renew_gate();
  std::array<int, kMany> statuses{};
  std::latch start(kMany);
  std::vector<std::jthread> threads;
  for (int i = 0; i < kMany; ++i) {
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      statuses[static_cast<std::size_t>(i)] = change(session, kPassword, "herons in a row " + std::to_string(i)).status;
    });
  }
  threads.clear();
  CHECK(std::ranges::count(statuses, 204) == 1);
  CHECK(std::ranges::all_of(statuses, [](int status) { return status == 204 || status == 422; }));
  const auto winner = std::ranges::find(statuses, 204) - statuses.begin();
  login("ada@example.com", "herons in a row " + std::to_string(winner));
}

}  // namespace
}  // namespace kontor::identity::test
