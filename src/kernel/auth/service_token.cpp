#include "kernel/auth/service_token.hpp"

#include "kernel/auth/token/examine.hpp"

namespace kontor::auth {

namespace {

constexpr std::string_view kServiceAlgorithm = "HS256";
constexpr std::chrono::seconds kLifetime{60};

struct ServiceClaims {
  std::string sub;
  std::string aud;
  std::int64_t iat = 0;
  std::int64_t exp = 0;

  static void rules(json::Rules<ServiceClaims>& rule) {
    rule(&ServiceClaims::sub).length(1, 100);
    rule(&ServiceClaims::aud).length(1, 100);
    rule(&ServiceClaims::iat).range(0, kLastNumericDate);
    rule(&ServiceClaims::exp).range(0, kLastNumericDate);
  }
};
KONTOR_DESCRIBE(ServiceClaims, sub, aud, iat, exp)

}  // namespace

std::string sign_service_token(std::string_view caller, std::string_view audience, const crypto::Key& key,
                               Timestamp now) {
  const auto issued_at = numeric_date(now);
  const ServiceClaims claims{std::string(caller), std::string(audience), issued_at, issued_at + kLifetime.count()};
  const JwsHeader header{std::string(kServiceAlgorithm), std::string(kServiceTokenType)};
  auto text = unsigned_jws(header, json::to_json(claims));
  const auto signature = crypto::hmac_sha256(key.bytes(), text);
  return signed_jws(std::move(text), crypto::ByteView(signature).text());
}

Examined<ServiceToken> examine_service_token(const Jws& jws, const crypto::Key& key, Timestamp now) {
  if (jws.header.alg != kServiceAlgorithm) return Refusal::algorithm;
  if (jws.header.typ != kServiceTokenType) return Refusal::type;
  if (jws.header.kid) return Refusal::key;
  if (!crypto::equal(crypto::hmac_sha256(key.bytes(), jws.signed_text), jws.signature)) return Refusal::signature;
  auto claims = read_claims<ServiceClaims>(jws);
  if (!claims) return Refusal::claims;
  const auto issued_at = from_numeric_date(claims->iat);
  const auto expires_at = from_numeric_date(claims->exp);
  if (expires_at > issued_at + kLifetime) return Refusal::claims;
  if (const auto refusal = refuse_by_time(issued_at, expires_at, now)) return *refusal;
  return ServiceToken{std::move(claims->sub), std::move(claims->aud), expires_at};
}

Result<ServiceToken> verify_service_token(std::string_view text, const crypto::Key& key, Timestamp now) {
  const auto jws = read_jws(text);
  if (!std::holds_alternative<Jws>(jws)) return refused_credentials();
  auto token = examine_service_token(std::get<Jws>(jws), key, now);
  if (!std::holds_alternative<ServiceToken>(token)) return refused_credentials();
  return std::get<ServiceToken>(std::move(token));
}

}  // namespace kontor::auth
