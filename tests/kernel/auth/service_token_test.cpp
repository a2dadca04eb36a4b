#include "kernel/auth/service_token.hpp"

#include <catch2/catch.hpp>

#include "kernel/auth/forge.hpp"

namespace kontor::auth {
namespace {

using namespace test;

const auto kKey = crypto::Key::random();

constexpr std::string_view kHeader = R"({"alg":"HS256","typ":"kontor-service+jwt"})";
constexpr std::string_view kClaims = R"({"sub":"ordering","aud":"payment","iat":1772366400,"exp":1772366460})";

bool good(std::string_view text, Timestamp now = kNow) {
  return verify_service_token(text, kKey, now).ok();
}

bool good_claims(std::string_view claims) {
  return good(forge_hmac(kHeader, claims, kKey.bytes()));
}

TEST_CASE("a process tells another who it is, and whom it means") {
  const auto token = verify_service_token(sign_service_token("ordering", "payment", kKey, kNow), kKey, kNow);
  REQUIRE(token);
  CHECK(token->caller == "ordering");
  CHECK(token->audience == "payment");
  CHECK(token->expires_at == kNow + std::chrono::minutes(1));
}

TEST_CASE("a service token is good for a minute, give or take half of one") {
  const auto text = sign_service_token("ordering", "payment", kKey, kNow);
  CHECK(good(text, kNow - kLeeway));
  CHECK_FALSE(good(text, kNow - kLeeway - std::chrono::microseconds(1)));
  CHECK(good(text, kNow + std::chrono::seconds(89)));
  CHECK_FALSE(good(text, kNow + std::chrono::seconds(90)));
}

TEST_CASE("a service token of another house, algorithm or kind is refused") {
  CHECK(good(forge_hmac(kHeader, kClaims, kKey.bytes())));
  CHECK_FALSE(good(sign_service_token("ordering", "payment", crypto::Key::random(), kNow)));
  for (const auto* alg : {"none", "RS256", "HS384", "hs256"}) {
    CHECK_FALSE(good(forge_hmac(changed(std::string(kHeader), "HS256", alg), kClaims, kKey.bytes())));
  }
  CHECK_FALSE(good(forge_hmac(changed(std::string(kHeader), "kontor-service+jwt", "at+jwt"), kClaims, kKey.bytes())));
  CHECK_FALSE(good(forge_hmac(changed(std::string(kHeader), "{", R"({"kid":"k",)"), kClaims, kKey.bytes())));
  CHECK_FALSE(good(unsigned_text(kHeader, kClaims) + '.'));
  CHECK_FALSE(good(forge(good_header(), test::good_claims())));
}

TEST_CASE("a service token says what it must, and lives no longer than a minute") {
  CHECK_FALSE(good_claims(changed(std::string(kClaims), "1772366460", "1772366461")));
  CHECK_FALSE(good_claims(changed(std::string(kClaims), "ordering", "")));
  CHECK_FALSE(good_claims(changed(std::string(kClaims), "payment", "")));
  CHECK_FALSE(good_claims(changed(std::string(kClaims), R"("aud":"payment",)", "")));
  CHECK_FALSE(good_claims(changed(std::string(kClaims), "{", R"({"aud":"ordering",)")));
}

}  // namespace
}  // namespace kontor::auth
