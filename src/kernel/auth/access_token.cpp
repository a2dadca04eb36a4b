#include "kernel/auth/access_token.hpp"

#include <algorithm>

#include "kernel/auth/token/examine.hpp"

namespace kontor::auth {

namespace {

constexpr std::string_view kAlgorithm = "RS256";
constexpr std::string_view kType = "at+jwt";
// RFC 9068 asks for it; all our tokens are for our own clients.
constexpr std::string_view kClient = "kontor";

struct Claims {
  std::string iss;
  std::string aud;
  std::string sub;
  std::string client_id;
  std::int64_t iat = 0;
  std::int64_t exp = 0;
  Uuid jti;
  Uuid sid;
  std::vector<std::string> roles;

  static void rules(json::Rules<Claims>& rule) {
    rule(&Claims::sub).length(1, 100);
    rule(&Claims::iat).range(0, kLastNumericDate);
    rule(&Claims::exp).range(0, kLastNumericDate);
    rule(&Claims::roles).items(0, 100);
  }
};
KONTOR_DESCRIBE(Claims, iss, aud, sub, client_id, iat, exp, jti, sid, roles)

const crypto::RsaPublicKey* find(std::span<const crypto::RsaPublicKey> keys, const std::optional<std::string>& id) {
  const auto found = std::ranges::find_if(keys, [&](const auto& key) { return key.id() == id; });
  return found != keys.end() ? &*found : nullptr;
}

std::optional<Refusal> refuse_signature(const Jws& jws, std::span<const crypto::RsaPublicKey> keys) {
  if (jws.header.alg != kAlgorithm) return Refusal::algorithm;
  if (jws.header.typ != kType) return Refusal::type;
  const auto* key = find(keys, jws.header.kid);
  if (key == nullptr) return Refusal::key;
  if (!key->verify(jws.signed_text, jws.signature)) return Refusal::signature;
  return std::nullopt;
}

}  // namespace

std::string sign(const AccessToken& token, const TokenTerms& terms, const crypto::RsaKey& key) {
  const Claims claims{.iss = terms.issuer,
                      .aud = terms.audience,
                      .sub = token.subject,
                      .client_id = std::string(kClient),
                      .iat = numeric_date(token.issued_at),
                      .exp = numeric_date(token.expires_at),
                      .jti = token.id,
                      .sid = token.session_id,
                      .roles = token.roles};
  const JwsHeader header{std::string(kAlgorithm), std::string(kType), key.public_key().id()};
  auto text = unsigned_jws(header, json::to_json(claims));
  const auto signature = key.sign(text);
  return signed_jws(std::move(text), signature);
}

Examined<AccessToken> examine_access_token(const Jws& jws, const TokenTerms& terms,
                                           std::span<const crypto::RsaPublicKey> keys, Timestamp now) {
  if (const auto refusal = refuse_signature(jws, keys)) return *refusal;
  auto claims = read_claims<Claims>(jws);
  if (!claims) return Refusal::claims;
  if (claims->iss != terms.issuer) return Refusal::issuer;
  if (claims->aud != terms.audience) return Refusal::audience;
  AccessToken token{.id = claims->jti,
                    .subject = std::move(claims->sub),
                    .session_id = claims->sid,
                    .roles = std::move(claims->roles),
                    .issued_at = from_numeric_date(claims->iat),
                    .expires_at = from_numeric_date(claims->exp)};
  if (const auto refusal = refuse_by_time(token.issued_at, token.expires_at, now)) return *refusal;
  return token;
}

Result<AccessToken> verify(std::string_view text, const TokenTerms& terms, std::span<const crypto::RsaPublicKey> keys,
                           Timestamp now) {
  const auto jws = read_jws(text);
  if (!std::holds_alternative<Jws>(jws)) return refused_credentials();
  auto token = examine_access_token(std::get<Jws>(jws), terms, keys, now);
  if (!std::holds_alternative<AccessToken>(token)) return refused_credentials();
  return std::get<AccessToken>(std::move(token));
}

}  // namespace kontor::auth
