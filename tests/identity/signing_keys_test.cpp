#include <catch2/catch.hpp>
#include <set>

#include "identity/identity_house.hpp"
#include "modules/identity/signing_keys.hpp"

namespace kontor::identity::test {
namespace {

// It has to make its first key itself.
class KeyHouse : public IdentityHouse {
 public:
  explicit KeyHouse(crypto::KeyWrap wrap = {}) : IdentityHouse({.wrap = std::move(wrap), .has_signing_key = false}) {}

  SigningKeys keys{identity, log, audit::Trail(log), changes.wrap, std::chrono::seconds(900)};

  std::set<std::string> published_ids() {
    std::set<std::string> ids;
    const auto answer = get("/.well-known/jwks.json");
    REQUIRE(answer.status == 200);
    for (const auto& key : answer.body["keys"]) ids.insert(key["kid"].get<std::string>());
    return ids;
  }
  std::string signing() {
    keys.forget();
    return keys.current().public_key().id();
  }
};

TEST_CASE_METHOD(KeyHouse, "the key that tokens are signed with is published") {
  const auto first = signing();
  CHECK(signing() == first);
  const auto answer = get("/.well-known/jwks.json");
  CHECK(answer.header("Cache-Control") == "public, max-age=300");
  REQUIRE(answer.body["keys"].size() == 1);
  const auto& key = answer.body["keys"][0];
  CHECK(key["kid"] == first);
  CHECK(key["kty"] == "RSA");
  CHECK(key["alg"] == "RS256");
  CHECK(key["use"] == "sig");
  CHECK_FALSE(key.contains("d"));
}

TEST_CASE_METHOD(KeyHouse, "discovery says where everything is") {
  const auto answer = get("/.well-known/oauth-authorization-server");
  REQUIRE(answer.status == 200);
  CHECK(answer.body["issuer"] == "https://shop.example");
  CHECK(answer.body["jwks_uri"] == "https://shop.example/.well-known/jwks.json");
}

TEST_CASE_METHOD(KeyHouse, "a new key is published before it signs, and the old one checks until its tokens expire") {
  const auto old = signing();
  const auto next = keys.rotate(SigningKeys::Urgency::usual);
  REQUIRE(next);
  CHECK(published_ids() == std::set{old, *next});
  CHECK(signing() == old);
  pass_time(std::chrono::minutes(11));
  CHECK(signing() == *next);
  CHECK(published_ids() == std::set{old, *next});
  pass_time(std::chrono::minutes(16));
  CHECK(published_ids() == std::set{*next});
  CHECK(published("identity.credentials_changed").back()["what"] == "signing_key");
  CHECK(audited("identity.signing_key_rotated").at(0)["subject"] == *next);
}

TEST_CASE_METHOD(KeyHouse, "a key that may be known to others checks nothing from the moment it is exchanged") {
  const auto session = register_user("ada@example.com");
  CHECK(get("/identity/me", session["access_token"]).status == 200);
  const auto next = keys.rotate(SigningKeys::Urgency::now);
  REQUIRE(next);
  CHECK(published_ids() == std::set{*next});
  CHECK(signing() == *next);
  CHECK(get("/identity/me", session["access_token"]).status == 401);
}

TEST_CASE_METHOD(KeyHouse, "the job rotates a key that signed for a month, and only once") {
  const auto old = signing();
  REQUIRE(run_job("identity.rotate_signing_key"));
  CHECK(published_ids() == std::set{old});
  pass_time(std::chrono::hours(24 * 31));
  REQUIRE(run_job("identity.rotate_signing_key"));
  REQUIRE(run_job("identity.rotate_signing_key"));
  CHECK(published_ids().size() == 2);
}

TEST_CASE("a key is kept under the master key, and another master key does not open it") {
  KeyHouse house(crypto::KeyWrap(crypto::Key::random()));
  const auto id = house.signing();
  SigningKeys same(house.identity, house.log, audit::Trail(house.log), house.changes.wrap, std::chrono::seconds(900));
  CHECK(same.current().public_key().id() == id);
  SigningKeys other(house.identity, house.log, audit::Trail(house.log), crypto::KeyWrap(crypto::Key::random()),
                    std::chrono::seconds(900));
  CHECK_THROWS_AS(other.current(), crypto::WrongMasterKey);
}

}  // namespace
}  // namespace kontor::identity::test
