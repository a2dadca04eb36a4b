#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <latch>
#include <thread>

#include "identity/identity_house.hpp"

namespace kontor::identity::test {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

// Nobody has to wait, so that many attempts can be measured.
IdentityHouse::Changes patient() {
  IdentityHouse::Changes changes;
  changes.settings.attempts_before_delay = 100;
  return changes;
}

class BesiegedHouse : public IdentityHouse {
 public:
  BesiegedHouse() : IdentityHouse(patient()) {}

  double milliseconds_to_refuse(const std::string& email) {
    const auto start = std::chrono::steady_clock::now();
    const auto answer = try_login(email, "nine green heron");
    const auto end = std::chrono::steady_clock::now();
    REQUIRE(answer.status == 401);
    return Milliseconds(end - start).count();
  }
};

double median(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

TEST_CASE_METHOD(BesiegedHouse, "a refusal takes as long without an account as with one, disabled or not") {
  register_user("ada@example.com");
  register_user("off@example.com");
  run_sql("update identity.account set status = 'disabled' where email_key = 'off@example.com'");
  std::vector<double> known;
  std::vector<double> disabled;
  std::vector<double> unknown;
  for (int i = 0; i < 40; ++i) {  // in turn, so that what else the machine does falls on all alike
    known.push_back(milliseconds_to_refuse("ada@example.com"));
    unknown.push_back(milliseconds_to_refuse("bob" + std::to_string(i) + "@example.com"));
    disabled.push_back(milliseconds_to_refuse("off@example.com"));
  }
  INFO("known " << median(known) << " ms, unknown " << median(unknown) << " ms, disabled " << median(disabled));
  CHECK(median(unknown) / median(known) == Approx(1).margin(0.35));
  CHECK(median(disabled) / median(known) == Approx(1).margin(0.35));
}

TEST_CASE_METHOD(BesiegedHouse, "of many who sign in while the password is hashed anew all come in") {
  register_user("ada@example.com");
  run_sql("update identity.account set password_hash = '" +
          crypto::hash_password(kPassword, {.memory_kib = 64, .passes = 1}) + "'");
  std::array<int, 4> statuses{};
  std::latch start(statuses.size());
  std::vector<std::jthread> threads;
  for (auto& status : statuses) {
    threads.emplace_back([&] {
      start.arrive_and_wait();
      status = try_login("ada@example.com").status;
    });
  }
  threads.clear();
  CHECK(std::ranges::count(statuses, 200) == 4);
}

TEST_CASE_METHOD(BesiegedHouse, "what a client sends about itself breaks nothing") {
  register_user("ada@example.com");
  const auto answer = send({.method = "POST",
                            .path = "/identity/login",
                            .body = {{"email", "ada@example.com"}, {"password", kPassword}},
                            .headers = {{"User-Agent", "caf\xe9 \xff\xfe'; drop table identity.account; --"}}});
  REQUIRE(answer.status == 200);
  const auto list = get("/identity/me/sessions", answer.body["access_token"]);
  CHECK(list.body["data"][0]["device"] == "caf? " + std::string(2, '?') + "'; drop table identity.account; --");
}

TEST_CASE_METHOD(BesiegedHouse, "any Unicode is a password, exactly as it was written") {
  const std::string password = "ключ от дома 🔑";
  register_user("ada@example.com", password);
  login("ada@example.com", password);
  CHECK(try_login("ada@example.com", password + " ").status == 401);
  CHECK(try_login("ada@example.com", "Ключ от дома 🔑").status == 401);
}

}  // namespace
}  // namespace kontor::identity::test
