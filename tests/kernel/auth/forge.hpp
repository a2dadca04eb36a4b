#pragma once

#include <string>
#include <string_view>

#include "kernel/auth/access_token.hpp"
#include "kernel/core/text.hpp"
#include "kernel/crypto/digest.hpp"
#include "kernel/crypto/rsa.hpp"

// Tokens as nobody who means well makes them.
namespace kontor::auth::test {

inline const Timestamp kNow = parse_timestamp("2026-03-01T12:00:00Z").value();
inline const TokenTerms kTerms{"https://shop.example", "kontor"};

// Made once for a program: a key takes a while.
inline const crypto::RsaKey& signing_key() {
  static const auto key = crypto::RsaKey::generate();
  return key;
}

inline const crypto::RsaKey& foreign_key() {
  static const auto key = crypto::RsaKey::generate();
  return key;
}

inline AccessToken token_of(const Uuid& session, Timestamp issued_at = kNow) {
  return {.id = Uuid::generate(),
          .subject = "user_01h455vb4pex5vsknk084sn02q",
          .session_id = session,
          .roles = {"customer"},
          .issued_at = issued_at,
          .expires_at = issued_at + std::chrono::minutes(15)};
}

inline std::string good_header() {
  return R"({"alg":"RS256","typ":"at+jwt","kid":")" + signing_key().public_key().id() + R"("})";
}

inline std::string good_claims() {
  return R"({"iss":"https://shop.example","aud":"kontor","sub":"user_01h455vb4pex5vsknk084sn02q","client_id":"kontor",)"
         R"("iat":1772366400,"exp":1772367300,"jti":"018f6b2e-7c1a-7d3e-9f00-5b1d2c3a4e5f",)"
         R"("sid":"018f6b2e-7c1a-7d3e-9f00-5b1d2c3a4e60","roles":["customer"]})";
}

// The text with `from`, which is in it once, as `to`.
inline std::string changed(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at == std::string::npos) throw std::logic_error("nothing to change: " + std::string(from));
  return text.replace(at, from.size(), to);
}

inline std::string unsigned_text(std::string_view header, std::string_view claims) {
  return text::base64url(header) + '.' + text::base64url(claims);
}

inline std::string forge(std::string_view header, std::string_view claims, const crypto::RsaKey& key = signing_key()) {
  const auto text = unsigned_text(header, claims);
  return text + '.' + text::base64url(key.sign(text));
}

inline std::string forge_hmac(std::string_view header, std::string_view claims, crypto::ByteView secret) {
  const auto text = unsigned_text(header, claims);
  return text + '.' + text::base64url(crypto::ByteView(crypto::hmac_sha256(secret, text)).text());
}

}  // namespace kontor::auth::test
