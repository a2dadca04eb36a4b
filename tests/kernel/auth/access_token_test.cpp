#include "kernel/auth/access_token.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "kernel/auth/forge.hpp"
#include "kernel/auth/service_token.hpp"

namespace kontor::auth {
namespace {

using namespace test;

constexpr std::string_view kOnlyAnswer = "These credentials are not good here.";

Result<AccessToken> judge(std::string_view text, Timestamp now = kNow) {
  const std::vector keys{foreign_key().public_key(), signing_key().public_key()};
  return verify(text, kTerms, keys, now);
}

// Refused, and without a word about why.
bool refused(std::string_view text, Timestamp now = kNow) {
  const auto token = judge(text, now);
  return !token.ok() && token.error() == Error{ErrorKind::unauthenticated, "unauthenticated", std::string(kOnlyAnswer)};
}

bool refused_header(std::string_view from, std::string_view to) {
  return refused(forge(changed(good_header(), from, to), good_claims()));
}

bool refused_claims(std::string_view from, std::string_view to) {
  return refused(forge(good_header(), changed(good_claims(), from, to)));
}

TEST_CASE("an access token says who signed in, and until when") {
  auto token = token_of(Uuid::generate(), kNow + std::chrono::microseconds(999'999));
  token.roles = {"customer", "support"};
  const auto text = sign(token, kTerms, signing_key());
  const auto read = judge(text);
  REQUIRE(read);
  CHECK(read->id == token.id);
  CHECK(read->subject == token.subject);
  CHECK(read->session_id == token.session_id);
  CHECK(read->roles == token.roles);
  CHECK(read->issued_at == kNow);
  CHECK(read->expires_at == kNow + std::chrono::minutes(15));
}

TEST_CASE("an access token is a JWT as RFC 9068 has it") {
  const auto text = sign(token_of(Uuid::generate()), kTerms, signing_key());
  const auto parts = text::split(text, '.');
  REQUIRE(parts.size() == 3);
  CHECK(text::decode_base64url(parts[0]) == good_header());
  const auto claims = text::decode_base64url(parts[1]).value();
  for (const auto* part :
       {R"("iss":"https://shop.example")", R"("aud":"kontor")", R"("client_id":)", R"("jti":")", R"("iat":1772366400)",
        R"("exp":1772367300)", R"("sub":"user_01h455vb4pex5vsknk084sn02q")"}) {
    INFO(claims);
    CHECK(claims.find(part) != std::string::npos);
  }
}

TEST_CASE("the forger's own tools make good tokens, so what follows is refused for what it says") {
  CHECK(judge(forge(good_header(), good_claims())));
  CHECK(judge(forge(good_header(), changed(good_claims(), "}", R"(,"added_by_a_later_version":{"x":[1]}})"))));
}

TEST_CASE("a token that is not signed is refused") {
  for (const auto* alg : {"none", "None", "NONE", "nOnE", ""}) {
    const auto header = changed(good_header(), "RS256", alg);
    INFO(alg);
    CHECK(refused(unsigned_text(header, good_claims()) + '.'));
    CHECK(refused(unsigned_text(header, good_claims())));
    CHECK(refused(forge(header, good_claims())));
  }
  CHECK(refused(unsigned_text(good_header(), good_claims()) + '.'));
}

TEST_CASE("the public key is no secret to sign with") {
  const auto& key = signing_key().public_key();
  const auto header = changed(good_header(), "RS256", "HS256");
  for (const auto& secret : {key.der(), key.modulus(), key.id(), std::string()}) {
    CHECK(refused(forge_hmac(header, good_claims(), secret)));
    CHECK(refused(forge_hmac(good_header(), good_claims(), secret)));
  }
}

TEST_CASE("other algorithms are refused, whatever the signature") {
  for (const auto* alg : {"ES256", "RS384", "RS512", "PS256", "EdDSA", "HS256", "rs256", "RS256 "}) {
    INFO(alg);
    CHECK(refused_header("RS256", alg));
  }
}

TEST_CASE("a token brings no key of its own") {
  const auto& key = foreign_key().public_key();
  const auto jwk = R"("jwk":{"kty":"RSA","n":")" + key.modulus() + R"(","e":"AQAB"},)";
  for (const std::string& member :
       {jwk, std::string(R"("jku":"https://evil.example/jwks.json",)"), std::string(R"("x5c":["MIIB"],)"),
        std::string(R"("x5u":"https://evil.example/x",)"), std::string(R"("crit":["exp"],)"),
        std::string(R"("zip":"DEF",)"), std::string(R"("b64":false,)"), std::string(R"("cty":"JWT",)")}) {
    INFO(member);
    CHECK(refused_header("{", "{" + member));
    CHECK(refused(forge(changed(good_header(), "{", "{" + member), good_claims(), foreign_key())));
  }
}

TEST_CASE("only access tokens are access tokens") {
  for (const auto* type : {"JWT", "at+JWT", "application/at+jwt", "kontor-service+jwt", "", "at+jwt "}) {
    INFO(type);
    CHECK(refused_header("at+jwt", type));
  }
  CHECK(refused_header(R"("typ":"at+jwt",)", ""));
  CHECK(refused(sign_service_token("payment", "kontor", crypto::Key::random(), kNow)));
}

TEST_CASE("the key is one of ours, named exactly, and is the one that signed") {
  const auto& id = signing_key().public_key().id();
  for (const auto& kid : {std::string(), std::string("../../dev/null"), std::string("' or 1=1 --"), id + "\\u0000",
                          id.substr(1), std::string("http://evil.example/key"), std::string(1000, 'k')}) {
    INFO(kid);
    CHECK(refused_header(id, kid));
  }
  CHECK(refused_header(",\"kid\":\"" + id + '"', ""));
  CHECK(refused_header('"' + id + '"', "null"));
  CHECK(refused_header('"' + id + '"', "0"));
  CHECK(refused_header('"' + id + '"', "[\"" + id + "\"]"));
  CHECK(refused_header(id, foreign_key().public_key().id()));
  CHECK(refused(forge(good_header(), good_claims(), foreign_key())));
  CHECK_FALSE(verify(forge(good_header(), good_claims()), kTerms, {}, kNow));
}

TEST_CASE("a member that stands twice means nothing") {
  CHECK(refused_header("{", R"({"alg":"RS256",)"));
  CHECK(refused_header("{", R"({"alg":"none",)"));
  CHECK(refused_header("{", R"({"\u0061lg":"none",)"));
  CHECK(refused_claims("{", R"({"sub":"user_01h455vb4pex5vsknk084sn02r",)"));
  CHECK(refused_claims("}", R"(,"exp":9999999999})"));
}

TEST_CASE("issuer and audience are ours") {
  CHECK(refused_claims("https://shop.example", "https://shop.example.evil"));
  CHECK(refused_claims("https://shop.example", "https://shop.example/"));
  CHECK(refused_claims(R"("aud":"kontor")", R"("aud":"kontor2")"));
  CHECK(refused_claims(R"("aud":"kontor")", R"("aud":["kontor"])"));
  CHECK(refused_claims(R"("aud":"kontor",)", ""));
  CHECK(refused_claims(R"("iss":"https://shop.example",)", ""));
}

TEST_CASE("a token is good from when it was issued until it expires, give or take half a minute") {
  const auto text = forge(good_header(), good_claims());
  const auto end = kNow + std::chrono::minutes(15);
  CHECK(judge(text, kNow - kLeeway));
  CHECK(refused(text, kNow - kLeeway - std::chrono::microseconds(1)));
  CHECK(judge(text, end + kLeeway - std::chrono::microseconds(1)));
  CHECK(refused(text, end + kLeeway));
}

TEST_CASE("times are whole seconds that exist") {
  for (const auto* time : {"1772367300.5", "\"1772367300\"", "-1", "null", "1e999", "99999999999999999999",
                           "9223372036854775807", "253402300800", "true", "[1772367300]"}) {
    INFO(time);
    CHECK(refused_claims("1772367300", time));
    CHECK(refused_claims("1772366400", time));
  }
  CHECK(refused_claims(R"("exp":1772367300,)", ""));
}

TEST_CASE("a token of any other shape is refused") {
  const auto good = forge(good_header(), good_claims());
  const auto parts = text::split(good, '.');
  const std::string header(parts[0]);
  const std::string claims(parts[1]);
  const std::string signature(parts[2]);
  for (const auto& text : {std::string(),
                           std::string("."),
                           std::string(".."),
                           std::string("..."),
                           good + '.',
                           '.' + good,
                           good + '.' + signature,
                           header + '.' + claims,
                           header + ".." + signature,
                           '.' + claims + '.' + signature,
                           good + ' ',
                           ' ' + good,
                           good + '\n',
                           good + '\0',
                           good + '=',
                           good + "==",
                           good + "AAAA",
                           good.substr(1),
                           header + "=." + claims + '.' + signature,
                           header + '.' + claims + "=." + signature,
                           header + '.' + claims + "\r\n." + signature,
                           header + '.' + claims + " ." + signature}) {
    INFO(text);
    CHECK(refused(text));
  }
}

TEST_CASE("a signature has one spelling") {
  const auto good = forge(good_header(), good_claims());
  // 256 bytes leave four bits of the last digit unused.
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const auto last = kDigits.find(good.back());
  REQUIRE(last % 16 == 0);
  for (std::size_t stray = 1; stray < 16; ++stray) {
    CHECK(refused(good.substr(0, good.size() - 1) + kDigits[last + stray]));
  }
}

TEST_CASE("a token in which anything was changed is refused") {
  const auto good = forge(good_header(), good_claims());
  for (std::size_t at = 0; at < good.size(); ++at) {
    auto tampered = good;
    tampered[at] = tampered[at] == 'A' ? 'B' : 'A';
    if (!refused(tampered)) FAIL("changed at " << at);
    if (!refused(good.substr(0, at))) FAIL("cut at " << at);
  }
  const auto raised = changed(good_claims(), "customer", "administrator");
  const auto parts = text::split(good, '.');
  CHECK(refused(unsigned_text(good_header(), raised) + '.' + std::string(parts[2])));
}

TEST_CASE("a token that is too long is not looked at") {
  const auto long_role = [](std::size_t length) {
    return forge(good_header(), changed(good_claims(), "customer", std::string(length, 'r')));
  };
  const auto shortest = long_role(0).size();
  const auto room = (kLongestToken - shortest) / 4 * 3;
  CHECK(judge(long_role(room)));
  CHECK(refused(long_role(room + 6)));
  CHECK(refused(std::string(10'000'000, 'A')));
}

TEST_CASE("JSON is no place to hide in") {
  const auto deep = std::string(1000, '[') + std::string(1000, ']');
  CHECK(refused_claims("}", R"(,"x":)" + deep + '}'));
  CHECK(refused_header("{", R"({"x":)" + deep + ','));
  CHECK(refused_claims("}", "}}"));
  CHECK(refused_claims("}", "} trailing"));
  CHECK(refused_claims("customer", "\xff"));
  CHECK(refused_claims("customer", "\\ud800"));
  CHECK(refused_claims(R"(["customer"])", R"("customer")"));
  CHECK(refused_claims(R"(["customer"])", R"([["customer"]])"));
  CHECK(refused_claims("018f6b2e-7c1a-7d3e-9f00-5b1d2c3a4e60", "1"));
  CHECK(refused(forge(good_header(), "null")));
  CHECK(refused(forge(good_header(), "[]")));
  CHECK(refused(forge(good_header(), "")));
  CHECK(refused(forge("[]", good_claims())));
  CHECK(refused(forge("\xef\xbb\xbf" + good_header(), good_claims())));
}

}  // namespace
}  // namespace kontor::auth
