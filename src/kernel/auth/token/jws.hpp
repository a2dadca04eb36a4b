#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kernel/auth/token/refusal.hpp"
#include "kernel/core/time.hpp"
#include "kernel/json/describe.hpp"
#include "kernel/json/json.hpp"

namespace kontor::auth {

// All that a header may say. Keys that come with a token (jwk, jku, x5c) and extensions (crit) are members that nobody
// knows, and make it malformed.
struct JwsHeader {
  std::string alg;
  std::string typ;
  std::optional<std::string> kid = {};

  static void rules(json::Rules<JwsHeader>& rule);
};
KONTOR_DESCRIBE(JwsHeader, alg, typ, kid)

// A token in its compact form (RFC 7515), taken apart and not yet believed.
struct Jws {
  JwsHeader header;
  std::string claims;            // JSON, perhaps
  std::string_view signed_text;  // into the text that was read
  std::string signature;
};

// Exactly three parts of canonical base64url, of at most kLongestToken bytes in all.
Examined<Jws> read_jws(std::string_view text);

// What is to be signed; the token is this, a dot, and the signature in base64url.
std::string unsigned_jws(const JwsHeader& header, std::string_view claims);
std::string signed_jws(std::string unsigned_text, std::string_view signature);

// Claims may be added by a later version; they are believed only behind a good signature.
template <class Claims>
std::optional<Claims> read_claims(const Jws& jws) {
  auto claims = json::read<Claims>(jws.claims, {.unknown = json::Unknown::ignore, .max_depth = 4, .max_problems = 1});
  return claims ? std::optional(*std::move(claims)) : std::nullopt;
}

// NumericDate, in whole seconds; what is between them is cut off.
std::int64_t numeric_date(Timestamp moment);
Timestamp from_numeric_date(std::int64_t seconds);
// The last second that Timestamp and everybody else can hold: 9999-12-31T23:59:59Z.
inline constexpr std::int64_t kLastNumericDate = 253402300799;

// nullopt: good at this time.
std::optional<Refusal> refuse_by_time(Timestamp issued_at, Timestamp expires_at, Timestamp now);

}  // namespace kontor::auth
