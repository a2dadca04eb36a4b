#include <array>
#include <catch2/catch.hpp>
#include <thread>

#include "identity/authenticator.hpp"
#include "kernel/core/text.hpp"

namespace kontor::identity::test {
namespace {

using House = IdentityHouse;
using Problems = std::vector<std::string>;

constexpr const char* kFactor = "/identity/me/second-factor";
constexpr const char* kConfirm = "/identity/me/second-factor/confirm";
constexpr const char* kRenew = "/identity/me/second-factor/recovery-codes";
constexpr const char* kWrongCode = "not-a-code";

Answer login_with(House& house, const std::string& code) {
  Json body{{"email", "ada@example.com"}, {"password", House::kPassword}};
  if (!code.empty()) body["code"] = code;
  return house.send({.method = "POST", .path = "/identity/login", .body = body});
}

Answer remove_factor(House& house, const Json& body, const std::string& token) {
  return house.send({.method = "DELETE", .path = kFactor, .body = body, .token = token});
}

TEST_CASE_METHOD(House, "setting up takes the password, and asks for nothing until a code is confirmed") {
  const std::string token = register_user("ada@example.com")["access_token"];
  CHECK(post(kFactor, {{"password", "wrong guess"}}, token).problems() == Problems{"/password wrong"});
  const auto begun = post(kFactor, {{"password", kPassword}}, token);
  REQUIRE(begun.status == 201);
  CHECK(begun.header("Cache-Control") == "no-store");
  CHECK(begun.body["secret"].get<std::string>().size() == 32);
  CHECK(begun.body["otpauth_uri"] == "otpauth://totp/shop.example:ada%40example.com?secret=" +
                                         begun.body["secret"].get<std::string>() + "&issuer=shop.example");
  CHECK(get("/identity/me", token).body["has_second_factor"] == false);
  CHECK(login_with(*this, "").status == 200);
}

TEST_CASE_METHOD(House, "confirming switches it on, ends all other sessions and shows ten recovery codes") {
  const auto elsewhere = register_user("ada@example.com");
  const auto here = login("ada@example.com");
  const auto begun = post(kFactor, {{"password", kPassword}}, here["access_token"]);
  const Authenticator app(*this, begun.body);
  CHECK(post(kConfirm, {{"code", kWrongCode}}, here["access_token"]).problems() == Problems{"/code wrong"});
  CHECK(post(kConfirm, {{"code", app.code(5)}}, here["access_token"]).problems() == Problems{"/code wrong"});
  const auto confirmed = post(kConfirm, {{"code", app.code()}}, here["access_token"]);
  REQUIRE(confirmed.status == 200);
  CHECK(confirmed.body["recovery_codes"].size() == 10);
  CHECK(get("/identity/me", elsewhere["access_token"]).status == 401);
  CHECK(refresh(elsewhere["refresh_token"]).status == 401);
  CHECK(get("/identity/me", here["access_token"]).body["has_second_factor"] == true);
  const auto state = get(kFactor, here["access_token"]).body;
  CHECK(state["enabled"] == true);
  CHECK(state["recovery_codes_left"] == 10);
  const auto entries = audited("identity.second_factor_added");
  REQUIRE(entries.size() == 1);
  CHECK(entries[0]["personal"]["address"] == "192.0.2.7");
}

TEST_CASE_METHOD(House, "signing in takes a code, and each code once") {
  const auto [app, recovery] = add_second_factor(*this, register_user("ada@example.com")["access_token"]);
  CHECK(login_with(*this, "").code() == "second_factor_required");
  CHECK(login_with(*this, "").status == 401);
  CHECK(login_with(*this, kWrongCode).code() == "second_factor_invalid");
  const auto code = app.code();
  CHECK(login_with(*this, code).status == 200);
  CHECK(login_with(*this, code).code() == "second_factor_invalid");
  pass_time(std::chrono::seconds(30));
  CHECK(login_with(*this, app.code()).status == 200);
}

TEST_CASE_METHOD(House, "the code that switched it on is no code to sign in with") {
  const std::string token = register_user("ada@example.com")["access_token"];
  const Authenticator app(*this, post(kFactor, {{"password", kPassword}}, token).body);
  const auto code = app.code();
  REQUIRE(post(kConfirm, {{"code", code}}, token).status == 200);
  CHECK(login_with(*this, code).code() == "second_factor_invalid");
}

TEST_CASE_METHOD(House, "of many who use one code at the same moment one gets in") {
  const auto [app, recovery] = add_second_factor(*this, register_user("ada@example.com")["access_token"]);
  std::array<int, 4> statuses{};
  {
    const auto code = app.code();
    std::vector<std::jthread> threads;
    for (auto& status : statuses) {
      threads.emplace_back([&] { status = login_with(*this, code).status; });
    }
  }
  CHECK(std::ranges::count(statuses, 200) == 1);
}

TEST_CASE_METHOD(House, "who has lost the app gets in with a recovery code, once") {
  const auto [app, recovery] = add_second_factor(*this, register_user("ada@example.com")["access_token"]);
  auto typed = recovery[0];
  std::ranges::replace(typed, '-', ' ');
  const auto session = login_with(*this, typed);
  REQUIRE(session.status == 200);
  CHECK(login_with(*this, recovery[0]).code() == "second_factor_invalid");
  CHECK(get(kFactor, session.body["access_token"]).body["recovery_codes_left"] == 9);
  const auto entries = audited("identity.recovery_code_used");
  REQUIRE(entries.size() == 1);
  CHECK(entries[0]["after"]["left"] == 9);
  CHECK(login_with(*this, recovery[1]).status == 200);
}

TEST_CASE_METHOD(House, "renewed recovery codes replace the old ones") {
  const std::string token = register_user("ada@example.com")["access_token"];
  const auto [app, old] = add_second_factor(*this, token);
  CHECK(post(kRenew, {{"password", kPassword}}, token).code() == "second_factor_required");
  const auto renewed = post(kRenew, {{"password", kPassword}, {"code", app.code()}}, token);
  REQUIRE(renewed.status == 200);
  CHECK(login_with(*this, old[0]).code() == "second_factor_invalid");
  CHECK(login_with(*this, renewed.body["recovery_codes"][0]).status == 200);
  CHECK(audited("identity.recovery_codes_renewed").size() == 1);
}

TEST_CASE_METHOD(House, "guessing codes is slowed down, for who signs in and for who is signed in") {
  const std::string token = register_user("ada@example.com")["access_token"];
  const auto [app, recovery] = add_second_factor(*this, token);
  for (int i = 0; i < 5; ++i) CHECK(login_with(*this, kWrongCode).status == 401);
  CHECK(login_with(*this, app.code()).status == 429);
  CHECK(remove_factor(*this, {{"password", kPassword}, {"code", app.code()}}, token).status == 429);
  pass_time(std::chrono::seconds(5));
  CHECK(remove_factor(*this, {{"password", kPassword}, {"code", kWrongCode}}, token).status == 401);
  CHECK(login_with(*this, app.code()).status == 429);
  CHECK(audited("identity.proof_failed").at(0)["after"]["wrong"] == "code");
}

TEST_CASE_METHOD(House, "confirming cannot be guessed either") {
  const std::string token = register_user("ada@example.com")["access_token"];
  post(kFactor, {{"password", kPassword}}, token);
  for (int i = 0; i < 5; ++i) CHECK(post(kConfirm, {{"code", "000 00x"}}, token).status == 422);
  CHECK(post(kConfirm, {{"code", "000000"}}, token).status == 429);
}

TEST_CASE_METHOD(House, "switching it off takes password and code") {
  const std::string token = register_user("ada@example.com")["access_token"];
  const auto [app, recovery] = add_second_factor(*this, token);
  CHECK(remove_factor(*this, {{"password", "wrong guess"}, {"code", app.code()}}, token).problems() ==
        Problems{"/password wrong"});
  CHECK(remove_factor(*this, {{"password", kPassword}}, token).code() == "second_factor_required");
  CHECK(remove_factor(*this, {{"password", kPassword}, {"code", kWrongCode}}, token).code() == "second_factor_invalid");
  CHECK(get(kFactor, token).body["enabled"] == true);
  CHECK(remove_factor(*this, {{"password", kPassword}, {"code", app.code()}}, token).status == 204);
  CHECK(login_with(*this, "").status == 200);
  CHECK(get(kFactor, token).body == Json{{"enabled", false}, {"enabled_at", nullptr}, {"recovery_codes_left", 0}});
  CHECK(audited("identity.second_factor_removed").size() == 1);
  CHECK(remove_factor(*this, {{"password", kPassword}}, token).code() == "second_factor_missing");
  add_second_factor(*this, token);
}

TEST_CASE_METHOD(House, "what is there is not set up again, and what was not begun is not confirmed") {
  const std::string token = register_user("ada@example.com")["access_token"];
  CHECK(post(kConfirm, {{"code", "123456"}}, token).code() == "second_factor_missing");
  CHECK(post(kRenew, {{"password", kPassword}}, token).code() == "second_factor_missing");
  const Authenticator forgotten(*this, post(kFactor, {{"password", kPassword}}, token).body);
  pass_time(std::chrono::hours(2));
  CHECK(post(kConfirm, {{"code", forgotten.code()}}, token).code() == "second_factor_missing");

  const auto [app, recovery] = add_second_factor(*this, token);
  const auto again = post(kFactor, {{"password", kPassword}, {"code", app.code()}}, token);
  CHECK(again.status == 409);
  CHECK(again.code() == "second_factor_exists");
  CHECK(post(kConfirm, {{"code", app.code()}}, token).code() == "second_factor_exists");
}

TEST_CASE_METHOD(House, "beginning again makes the first secret worthless") {
  const std::string token = register_user("ada@example.com")["access_token"];
  const Authenticator first(*this, post(kFactor, {{"password", kPassword}}, token).body);
  const Authenticator second(*this, post(kFactor, {{"password", kPassword}}, token).body);
  CHECK(post(kConfirm, {{"code", first.code()}}, token).status == 422);
  CHECK(post(kConfirm, {{"code", second.code()}}, token).status == 200);
}

TEST_CASE("neither the secret nor a recovery code stands in the database") {
  House house({.wrap = crypto::KeyWrap(crypto::Key::random())});
  const std::string token = house.register_user("ada@example.com")["access_token"];
  const auto begun = house.post(kFactor, {{"password", House::kPassword}}, token);
  const Authenticator app(house, begun.body);
  const auto codes = house.post(kConfirm, {{"code", app.code()}}, token).body["recovery_codes"];
  const std::string row = house.run_sql("select factor::text from identity.second_factor factor");
  const std::string kept = house.run_sql("select encode(wrapped_secret, 'hex') from identity.second_factor");
  CHECK(kept.size() == 2 * (1 + 12 + 32 + 16));
  for (const std::string code : codes) {
    const std::span bytes(reinterpret_cast<const std::uint8_t*>(code.data()), code.size());
    CHECK(row.find(text::hex(bytes)) == std::string::npos);
  }
}

TEST_CASE_METHOD(House, "nobody who is not signed in comes near it") {
  for (const auto* path : {kFactor, kConfirm, kRenew}) CHECK(post(path, {{"password", "x"}}).status == 401);
  CHECK(get(kFactor).status == 401);
  CHECK(remove_factor(*this, {{"password", "x"}}, "").status == 401);
}

}  // namespace
}  // namespace kontor::identity::test
