#include <catch2/catch.hpp>

#include "kernel/auth/gate_house.hpp"

namespace kontor::auth {
namespace {

using namespace test;

ApiKey api_key(const std::string& prefix, std::string_view secret) {
  return {.id = Uuid::generate(),
          .subject = "apikey_" + prefix,
          .prefix = prefix,
          .secret_digest = crypto::sha256(secret),
          .scopes = {"orders.read", "catalog.write", "orders.read"},
          .expires_at = std::nullopt};
}

Credentials with(std::vector<ApiKey> keys) {
  auto known = credentials();
  known.api_keys = std::move(keys);
  return known;
}

TEST_CASE("an API key may what its scopes say") {
  GateHouse house;
  const auto key = api_key("abc", "se_cr-et_");
  house.gate.renew(with({api_key("abd", "other"), key}));
  const auto caller = house.ask("kontor_abc_se_cr-et_");
  REQUIRE(caller);
  CHECK(caller->subject() == "apikey_abc");
  CHECK(caller->principal()->kind == Principal::Kind::api_key);
  CHECK(caller->principal()->id == key.id);
  CHECK(caller->may("orders.read"));
  CHECK(caller->may("catalog.write"));
  CHECK_FALSE(caller->may("users.manage"));
  CHECK(Access::signed_in().judge(*caller) == Access::Verdict::forbidden);
  CHECK(Access::service().judge(*caller) == Access::Verdict::forbidden);
}

TEST_CASE("an API key is good as a whole, and only as it was given") {
  GateHouse house;
  house.gate.renew(with({api_key("abc", "secret"), api_key("abd", "other"), api_key("", "empty")}));
  CHECK(house.admits("kontor_abc_secret"));
  for (const std::string key :
       {"kontor_abc_secre", "kontor_abc_secret2", "kontor_abc_other", "kontor_abc_", "kontor_abc", "kontor_ab_secret",
        "kontor_ABC_secret", "KONTOR_abc_secret", "kontor_abc_secret ", "kontor_abc__secret", "abc_secret", "kontor_",
        "kontor_abc_secret\n", "kontor_abc_secret,kontor_abc_secret"}) {
    INFO(key);
    CHECK(house.refuses(key));
  }
  CHECK(house.refuses("kontor_abc_" + text::hex(crypto::sha256("secret"))));
  CHECK(house.refuses("kontor_abc_secret" + std::string(1, '\0')));
}

TEST_CASE("an API key ends when it expires, and when it is withdrawn") {
  GateHouse house;
  auto key = api_key("abc", "secret");
  key.expires_at = kNow + std::chrono::minutes(1);
  const auto other = api_key("abd", "other");
  house.gate.renew(with({key, other}));
  house.clock.advance(std::chrono::seconds(60) - std::chrono::microseconds(1));
  CHECK(house.admits("kontor_abc_secret"));
  house.clock.advance(std::chrono::microseconds(1));
  CHECK(house.refuses("kontor_abc_secret"));
  CHECK(house.admits("kontor_abd_other"));
  house.gate.renew(with({key}));
  CHECK(house.refuses("kontor_abd_other"));
}

TEST_CASE("the last use of an API key is remembered, once, and over a renewal") {
  GateHouse house;
  const auto key = api_key("abc", "secret");
  const auto other = api_key("abd", "other");
  CHECK(house.gate.take_uses().empty());
  house.gate.renew(with({key, other}));
  CHECK(house.gate.take_uses().empty());
  CHECK(house.refuses("kontor_abd_wrong"));
  CHECK(house.admits("kontor_abc_secret"));
  house.clock.advance(std::chrono::seconds(5));
  CHECK(house.admits("kontor_abc_secret"));
  house.gate.renew(with({key, other}));
  const auto uses = house.gate.take_uses();
  REQUIRE(uses.size() == 1);
  CHECK(uses[0].id == key.id);
  CHECK(uses[0].at == kNow + std::chrono::seconds(5));
  CHECK(house.gate.take_uses().empty());
}

TEST_CASE("a prefix that belongs to another key now does not hand on its use") {
  GateHouse house;
  house.gate.renew(with({api_key("abc", "secret")}));
  CHECK(house.admits("kontor_abc_secret"));
  house.gate.renew(with({api_key("abc", "secret")}));
  CHECK(house.gate.take_uses().empty());
}

TEST_CASE("no more API keys are known than the settings say") {
  auto settings = settings_of_tests();
  settings.api_keys = 2;
  GateHouse house(settings);
  house.gate.renew(with({api_key("a", "x"), api_key("b", "x"), api_key("c", "x")}));
  CHECK(house.admits("kontor_a_x"));
  CHECK(house.admits("kontor_b_x"));
  CHECK(house.refuses("kontor_c_x"));
}

}  // namespace
}  // namespace kontor::auth
