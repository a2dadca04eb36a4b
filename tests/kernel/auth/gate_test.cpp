#include "kernel/auth/gate.hpp"

#include <catch2/catch.hpp>

#include "kernel/auth/gate_house.hpp"
#include "kernel/auth/service_token.hpp"

namespace kontor::auth {
namespace {

using namespace test;
using Names = std::vector<std::string>;

TEST_CASE("who sends no credentials is anonymous, whatever the gate knows") {
  GateHouse house;
  const auto is_anonymous = [&] {
    const auto caller = house.gate.authenticate("");
    return caller.ok() && caller->anonymous();
  };
  CHECK(is_anonymous());
  house.gate.renew(credentials());
  CHECK(is_anonymous());
  house.gate.lose_sight();
  house.clock.advance(std::chrono::hours(1));
  CHECK(is_anonymous());
}

TEST_CASE("a user's token makes a caller with the permissions of the roles") {
  GateHouse house;
  house.gate.renew(credentials());
  const auto session = Uuid::generate();
  const auto token = token_for(session, kNow, {"support", "catalog_manager", "customer", "made_up"});
  for (int i = 0; i < 2; ++i) {  // verified, and remembered
    const auto caller = house.ask(token);
    REQUIRE(caller);
    CHECK(caller->is_user());
    CHECK(caller->subject() == "user_01h455vb4pex5vsknk084sn02q");
    CHECK(caller->principal()->id.str() == "01890a5d-ac96-774b-bcce-b302099a8057");
    CHECK(caller->principal()->session_id == session);
    CHECK(caller->principal()->permissions == Names{"catalog.write", "customers.read", "orders.read"});
    CHECK(caller->may("catalog.write"));
    CHECK_FALSE(caller->may("users.manage"));
  }
  CHECK(house.metric("kontor_auth_cache_hits_total") == "1");
  CHECK(house.metric("kontor_auth_cache_misses_total") == "1");
  CHECK(house.metric("kontor_auth_cache_entries") == "1");
}

TEST_CASE("until something is known nobody with credentials is judged") {
  GateHouse house;
  CHECK(house.is_unavailable(token_with({"customer"})));
  CHECK(house.is_unavailable("kontor_abc_secret"));
  CHECK(house.refuses("no token"));
}

TEST_CASE("what is no bearer token is refused") {
  GateHouse house;
  house.gate.renew(credentials());
  const auto token = token_with({"customer"});
  for (const auto& header : {"Bearer " + token, "bearer " + token, "BEARER " + token}) {
    CHECK(house.gate.authenticate(header).ok());
  }
  for (const auto& header : {std::string("Bearer"),
                             std::string("Bearer "),
                             std::string("Basic dXNlcjpwYXNz"),
                             std::string(" "),
                             token,
                             "Bearer  " + token,
                             "Bearer\t" + token,
                             "Bearer " + token + ' ',
                             "Bearer " + token + ", Bearer " + token,
                             "Bearer " + token + ' ' + token,
                             "Bearer Bearer " + token,
                             "Bearer" + token,
                             "Token " + token,
                             "Bearer " + token + '\n',
                             "Bearer " + token + '\0',
                             "Bearer \x01" + token,
                             "Bearer \"" + token + '"',
                             "Bearer " + std::string(100'000, 'a'),
                             std::string("Bearer kontor_"),
                             std::string("Bearer kontor__"),
                             std::string("Bearer kontor_abc")}) {
    INFO(header);
    const auto caller = house.gate.authenticate(header);
    REQUIRE_FALSE(caller.ok());
    CHECK(caller.error().kind == ErrorKind::unauthenticated);
  }
}

TEST_CASE("the reasons for refusals are counted, and not told") {
  GateHouse house;
  house.gate.renew(credentials());
  const auto refused_for = [&](const char* reason, const std::string& token) {
    const auto name = "kontor_auth_refusals_total{reason=\"" + std::string(reason) + "\"}";
    const auto before = std::stoi(house.metric(name));
    return house.refuses(token) && std::stoi(house.metric(name)) == before + 1;
  };
  const auto with_header = [](const char* from, const char* to) {
    return forge(changed(good_header(), from, to), good_claims());
  };
  const auto with_claims = [](const char* from, const char* to) {
    return forge(good_header(), changed(good_claims(), from, to));
  };
  CHECK(refused_for("malformed", "a.b"));
  CHECK(refused_for("malformed", with_header("{", R"({"jku":"https://evil.example",)")));
  CHECK(refused_for("oversized", std::string(kLongestToken + 1, 'a')));
  CHECK(refused_for("algorithm", with_header("RS256", "none")));
  CHECK(refused_for("type", with_header("at+jwt", "JWT")));
  CHECK(refused_for("key", with_header("\"kid\":\"", "\"kid\":\"x")));
  CHECK(refused_for("signature", forge(good_header(), good_claims(), foreign_key())));
  CHECK(refused_for("claims", with_claims("user_", "user")));
  CHECK(refused_for("issuer", with_claims("shop.example", "evil.example")));
  CHECK(refused_for("audience", with_claims(R"("aud":"kontor")", R"("aud":"other")")));
  CHECK(refused_for("not_yet_valid", with_claims("1772366400", "1772366431")));
  CHECK(refused_for("expired", with_claims("1772367300", "1772366370")));
  CHECK(refused_for("api_key", "kontor_abc_secret"));
}

TEST_CASE("a remembered verdict ends with its token") {
  GateHouse house;
  house.gate.renew(credentials());
  const auto token = token_with({"customer"});
  CHECK(house.admits(token));
  house.clock.advance(std::chrono::seconds(900 + 29));
  CHECK(house.admits(token));
  house.clock.advance(std::chrono::seconds(1));
  CHECK(house.refuses(token));
  CHECK(house.metric("kontor_auth_cache_entries") == "0");
}

TEST_CASE("a shorter life of tokens is true for those that are about") {
  auto settings = settings_of_tests();
  settings.access_token_seconds = 60;
  GateHouse house(settings);
  house.gate.renew(credentials());
  const auto token = token_with({"customer"});
  CHECK(house.admits(token));
  house.clock.advance(std::chrono::seconds(60 + 30));
  CHECK(house.refuses(token));
  CHECK(house.refuses(token));
}

TEST_CASE("no more verdicts are remembered than the settings say") {
  auto settings = settings_of_tests();
  settings.verified_tokens = 32;
  GateHouse house(settings);
  house.gate.renew(credentials());
  std::vector<std::string> tokens;
  for (int i = 0; i < 100; ++i) tokens.push_back(token_with({"customer"}));
  for (int round = 0; round < 2; ++round) {
    for (const auto& token : tokens) CHECK(house.admits(token));
    CHECK(std::stoi(house.metric("kontor_auth_cache_entries")) <= 32);
  }
}

TEST_CASE("a role that changes, changes what its tokens may at once") {
  GateHouse house;
  house.gate.renew(credentials());
  const auto token = token_with({"support"});
  CHECK(house.ask(token)->may("orders.read"));
  auto changed = credentials();
  changed.roles["support"] = {"carts.read"};
  house.gate.renew(changed);
  CHECK_FALSE(house.ask(token)->may("orders.read"));
  CHECK(house.ask(token)->may("carts.read"));
  changed.roles.erase("support");
  house.gate.renew(changed);
  CHECK(house.ask(token)->principal()->permissions.empty());
}

TEST_CASE("a key that is withdrawn takes its tokens along, a key that is added does not") {
  GateHouse house;
  house.gate.renew(credentials());
  const auto token = token_with({"customer"});
  CHECK(house.admits(token));
  auto rotated = credentials();
  rotated.keys.push_back(foreign_key().public_key());
  house.gate.renew(rotated);
  CHECK(house.admits(token));
  rotated.keys.erase(rotated.keys.begin());
  house.gate.renew(rotated);
  CHECK(house.refuses(token));
}

TEST_CASE("another process of the house is let in by its token") {
  GateHouse house;
  const auto token = sign_service_token("ordering", "payment", house.service_key, kNow);
  for (int i = 0; i < 2; ++i) {
    const auto caller = house.ask(token);
    REQUIRE(caller);
    CHECK(caller->is_service());
    CHECK(caller->subject() == "service_ordering");
    CHECK(caller->principal()->audience == "payment");
    CHECK(caller->principal()->permissions.empty());
    CHECK(Access::service().judge(*caller) == Access::Verdict::allowed);
    CHECK(Access::signed_in().judge(*caller) == Access::Verdict::forbidden);
  }
  house.clock.advance(std::chrono::seconds(90));
  CHECK(house.refuses(token));
}

TEST_CASE("a user's token is none of a service, and the other way round") {
  GateHouse house;
  house.gate.renew(credentials());
  const auto user = house.ask(token_with({"customer"}));
  REQUIRE(user);
  CHECK(Access::service().judge(*user) == Access::Verdict::forbidden);
  const std::string service_header = R"({"alg":"HS256","typ":"kontor-service+jwt"})";
  const auto service_claims = R"({"sub":"ordering","aud":"payment","iat":1772366400,"exp":1772366460})";
  CHECK(house.admits(forge_hmac(service_header, service_claims, house.service_key.bytes())));
  CHECK(house.refuses(forge(changed(service_header, "HS256", "RS256"), service_claims)));
  CHECK(house.refuses(forge_hmac(service_header, service_claims, signing_key().public_key().der())));
  CHECK(house.refuses(forge_hmac(changed(good_header(), "RS256", "HS256"), good_claims(), house.service_key.bytes())));
  CHECK(house.refuses(
      forge_hmac(changed(service_header, "kontor-service+jwt", "at+jwt"), good_claims(), house.service_key.bytes())));
}

TEST_CASE("without a service key there are no services") {
  GateHouse house;
  Gate gate(house.settings, std::nullopt, house.clock, house.metrics);
  gate.renew(credentials());
  CHECK_FALSE(gate.authenticate("Bearer " + sign_service_token("ordering", "payment", house.service_key, kNow)).ok());
}

TEST_CASE("what is known is used for a while when news does not arrive, and then not at all") {
  GateHouse house;
  auto known = credentials();
  known.api_keys = {{Uuid::generate(), "apikey_1", "abc", crypto::sha256("secret"), {}, std::nullopt}};
  house.gate.renew(known);
  const auto token = token_with({"customer"});
  const auto service = sign_service_token("ordering", "payment", house.service_key, kNow);
  house.gate.lose_sight();
  CHECK(house.metric("kontor_auth_blind") == "1");
  house.clock.advance(std::chrono::milliseconds(3000));
  house.gate.lose_sight();  // still the same blindness
  house.clock.advance(std::chrono::milliseconds(2000));
  CHECK(house.admits(token));
  CHECK(house.admits("kontor_abc_secret"));
  house.clock.advance(std::chrono::milliseconds(1));
  CHECK(house.is_unavailable(token));
  CHECK(house.is_unavailable(token_with({"customer"})));
  CHECK(house.is_unavailable("kontor_abc_secret"));
  CHECK(house.refuses(forge(good_header(), good_claims(), foreign_key())));
  CHECK(house.admits(service));
  house.gate.renew(known);
  CHECK(house.metric("kontor_auth_blind") == "0");
  CHECK(house.admits(token));
  CHECK(house.admits("kontor_abc_secret"));
}

}  // namespace
}  // namespace kontor::auth
