#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <thread>

#include "identity/authenticator.hpp"
#include "identity/everywhere.hpp"

namespace kontor::identity::test {
namespace {

using House = IdentityHouse;
using Problems = std::vector<std::string>;

constexpr const char* kErase = "/identity/me/erase";
constexpr const char* kEmail = "Zebulon.Quagga@example.com";
constexpr const char* kDevice = "QuaggaBrowser/7.1";
constexpr const char* kAddress = "198.51.100.77";

// All that is known of the person.
const std::vector<std::string> kTraces{kEmail,         "zebulon", "Quaggamire", "Xylophonweg 77", "Hinterhaus Okapi",
                                       "+49305550177", kDevice,   kAddress};

Ask from_home(std::string method, std::string path, Json body, std::string token = {}) {
  return {.method = std::move(method),
          .path = std::move(path),
          .body = std::move(body),
          .token = std::move(token),
          .headers = {{"User-Agent", kDevice}},
          .address = kAddress};
}

Json street() {
  return {{"first_name", "Zebulon"},   {"last_name", "Quaggamire"},
          {"line1", "Xylophonweg 77"}, {"line2", "Hinterhaus Okapi"},
          {"city", "Berlin"},          {"postal_code", "10115"},
          {"country", "DE"},           {"phone", "+49 30 555 0177"}};
}

// A life with the shop: everything that leaves something behind. The access token.
std::string live(House& house) {
  auto registration = from_home(
      "POST", "/identity/register",
      {{"email", kEmail}, {"password", House::kPassword}, {"first_name", "Zebulon"}, {"last_name", "Quaggamire"}});
  registration.headers.emplace_back("Idempotency-Key", "register-1");
  REQUIRE(house.send(registration).status == 201);
  REQUIRE(house.send(registration).header("Idempotent-Replayed") == "true");
  CHECK(house.send(registration).status == 201);
  CHECK(house.send(from_home("POST", "/identity/login", {{"email", kEmail}, {"password", "wrong guess"}})).status ==
        401);
  const auto session =
      house.send(from_home("POST", "/identity/login", {{"email", kEmail}, {"password", House::kPassword}}));
  REQUIRE(session.status == 200);
  std::string token = session.body["access_token"];
  CHECK(house.send(from_home("POST", "/identity/refresh", {{"refresh_token", session.body["refresh_token"]}})).status ==
        200);
  auto address = from_home("POST", "/identity/me/addresses", street(), token);
  address.headers.emplace_back("Idempotency-Key", "address-1");
  REQUIRE(house.send(address).status == 201);
  const auto second = house.send(from_home("POST", "/identity/me/addresses", street(), token));
  REQUIRE(second.status == 201);
  const auto path = "/identity/me/addresses/" + second.body["id"].get<std::string>();
  CHECK(house.send(from_home("PUT", path, street(), token)).status == 200);
  CHECK(house.send(from_home("PATCH", "/identity/me", {{"preferences", {{"locale", "de"}}}}, token)).status == 200);
  CHECK(house.send(from_home("GET", "/identity/me/export", nullptr, token)).status == 200);
  return token;
}

// Twice the password, and the codes where they are asked for.
Answer erase(House& house, const std::string& token, const std::string& code = {}) {
  Json body{{"password", House::kPassword}};
  if (!code.empty()) body["code"] = code;
  return house.send(from_home("POST", kErase, body, token));
}

void make_administrator(const House& house, const Json& session) {
  const auto id = UserId::parse(session["user"]["id"].get<std::string>())->uuid().str();
  house.run_sql("update identity.account set roles = '{administrator}' where id = '" + id + "'");
}

TEST_CASE_METHOD(House, "after an erasure nothing of the person is left in the whole database") {
  const auto token = live(*this);
  const auto [app, recovery] = add_second_factor(*this, token);
  CHECK(send(from_home("POST", "/identity/login", {{"email", kEmail}, {"password", kPassword}, {"code", recovery[0]}}))
            .status == 200);
  CHECK(erase(*this, token, "wrong-code").status == 401);

  // The search finds what is there, so that finding nothing later means something.
  auto before = find_everywhere(database, kTraces);
  for (const auto& trace : kTraces) {
    CAPTURE(trace);
    CHECK(std::ranges::any_of(before, [&](const auto& hit) { return hit.ends_with(": " + trace); }));
  }
  CHECK(audited("identity.proof_failed").at(0)["personal"]["address"] == kAddress);

  REQUIRE(erase(*this, token, app.code()).status == 204);
  CHECK(find_everywhere(database, kTraces) == std::vector<std::string>{});
  for (const auto* action : {"identity.user_registered", "identity.login_failed", "identity.logged_in",
                             "identity.second_factor_added", "identity.proof_failed"}) {
    CAPTURE(action);
    REQUIRE_FALSE(audited(action).empty());
    for (const auto& entry : audited(action)) CHECK(entry["personal"].is_null());
  }
}

TEST_CASE_METHOD(House, "who is erased is signed out everywhere and cannot come back") {
  const auto session = register_user("ada@example.com");
  const auto elsewhere = login("ada@example.com");
  REQUIRE(erase(*this, session["access_token"]).status == 204);
  CHECK(get("/identity/me", session["access_token"]).status == 401);
  CHECK(get("/identity/me", elsewhere["access_token"]).status == 401);
  CHECK(refresh(elsewhere["refresh_token"]).status == 401);
  CHECK(try_login("ada@example.com").status == 401);
  const auto id = *UserId::parse(session["user"]["id"].get<std::string>());
  CHECK(module.identity().users({&id, 1})->empty());
}

TEST_CASE_METHOD(House, "others hear of an erasure, and the audit says that it was") {
  const auto session = register_user("ada@example.com");
  REQUIRE(erase(*this, session["access_token"]).status == 204);
  const auto told = published("identity.user_erased");
  REQUIRE(told.size() == 1);
  CHECK(told[0] == Json{{"user_id", session["user"]["id"]}});
  CHECK(published("identity.sessions_ended").back()["reason"] == "erased");
  const auto entries = audited("identity.user_erased");
  REQUIRE(entries.size() == 1);
  CHECK(entries[0]["subject"] == session["user"]["id"]);
  CHECK(entries[0]["before"] == R"({"status":"active"})");
  CHECK(entries[0]["after"]["status"] == "erased");
}

TEST_CASE_METHOD(House, "the address may register anew, as somebody else") {
  const auto first = register_user("ada@example.com");
  REQUIRE(erase(*this, first["access_token"]).status == 204);
  const auto second = register_user("ada@example.com");
  CHECK(second["user"]["id"] != first["user"]["id"]);
  CHECK(get("/identity/me/addresses", second["access_token"]).body["data"].empty());
  CHECK(audited("identity.user_registered").at(0)["personal"].is_null());
  CHECK(audited("identity.user_registered").at(1)["personal"]["email"] == "ada@example.com");
  CHECK(get("/identity/me", first["access_token"]).status == 401);
}

TEST_CASE_METHOD(House, "erasing takes the password, and the code where there is one") {
  const std::string token = register_user("ada@example.com")["access_token"];
  CHECK(post(kErase, nullptr, token).status >= 400);
  CHECK(post(kErase, {{"password", "wrong guess"}}, token).problems() == Problems{"/password wrong"});
  const auto [app, recovery] = add_second_factor(*this, token);
  CHECK(erase(*this, token).code() == "second_factor_required");
  CHECK(erase(*this, token, "wrong-code").code() == "second_factor_invalid");
  CHECK(post(kErase, {{"password", kPassword}}).status == 401);
  CHECK(get("/identity/me", token).status == 200);
  CHECK(erase(*this, token, app.code()).status == 204);
}

TEST_CASE_METHOD(House, "guessing the password in a stolen session is slowed down") {
  const std::string token = register_user("ada@example.com")["access_token"];
  for (int i = 0; i < 5; ++i) CHECK(post(kErase, {{"password", "wrong guess"}}, token).status == 422);
  CHECK(erase(*this, token).status == 429);
  CHECK(get("/identity/me", token).status == 200);
}

TEST_CASE_METHOD(House, "the last administrator stays") {
  const auto ada = register_user("ada@example.com");
  const auto eve = register_user("eve@example.com");
  make_administrator(*this, ada);
  const auto refused = erase(*this, ada["access_token"]);
  CHECK(refused.status == 409);
  CHECK(refused.code() == "last_administrator");
  CHECK(get("/identity/me", ada["access_token"]).body["email"] == "ada@example.com");

  make_administrator(*this, eve);
  run_sql("update identity.account set status = 'disabled' where email = 'eve@example.com'");
  CHECK(erase(*this, ada["access_token"]).status == 409);
  run_sql("update identity.account set status = 'active' where email = 'eve@example.com'");
  CHECK(erase(*this, ada["access_token"]).status == 204);
}

TEST_CASE_METHOD(House, "of two last administrators who leave at the same moment one stays") {
  const std::array sessions{register_user("ada@example.com"), register_user("eve@example.com")};
  for (const auto& session : sessions) make_administrator(*this, session);
  std::array<int, 2> statuses{};
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < sessions.size(); ++i) {
      threads.emplace_back([&, i] { statuses[i] = erase(*this, sessions[i]["access_token"]).status; });
    }
  }
  std::ranges::sort(statuses);
  CHECK(statuses == std::array{204, 409});
  CHECK(run_sql("select count(*) from identity.account where roles @> '{administrator}' and status = 'active'") == "1");
}

TEST_CASE_METHOD(House, "API keys that the erased person made are good no more") {
  const auto ada = register_user("ada@example.com");
  const auto id = UserId::parse(ada["user"]["id"].get<std::string>())->uuid().str();
  run_sql(
      "insert into identity.api_key (id, prefix, secret_digest, name, scopes, created_by, created_at) values "
      "(gen_random_uuid(), 'abc', '\\x00', 'till', '{}', '" +
      id + "', kernel.now())");
  REQUIRE(erase(*this, ada["access_token"]).status == 204);
  CHECK(run_sql("select revoked_at is not null from identity.api_key") == "t");
  CHECK(published("identity.credentials_changed").back()["what"] == "api_key");
}

TEST_CASE_METHOD(House, "an export holds all that is known of the person, and nothing of others") {
  const auto token = live(*this);
  register_user("eve@example.com");
  const auto answer = send(from_home("GET", "/identity/me/export", nullptr, token));
  REQUIRE(answer.status == 200);
  CHECK(answer.header("Cache-Control") == "no-store");
  CHECK(answer.header("Content-Disposition") == "attachment; filename=\"account.json\"");
  CHECK(answer.body["account"]["email"] == kEmail);
  CHECK(answer.body["account"]["preferences"]["locale"] == "de");
  CHECK(answer.body["second_factor_since"].is_null());
  CHECK(answer.body["addresses"].size() == 2);
  CHECK(answer.body["addresses"][0]["line1"] == "Xylophonweg 77");
  CHECK(answer.body["sessions"].size() == 2);
  CHECK(answer.body["sessions"][0]["device"] == kDevice);
  CHECK(answer.body.dump().find("eve@") == std::string::npos);
  CHECK(get("/identity/me/export").status == 401);
}

}  // namespace
}  // namespace kontor::identity::test
