#pragma once

#include <span>

#include "kernel/auth/access_token.hpp"
#include "kernel/auth/service_token.hpp"
#include "kernel/auth/token/jws.hpp"

// What verify() and verify_service_token() do, for who wants to know the reason. Each knows one algorithm and one type,
// so neither takes the other's tokens.
namespace kontor::auth {

Examined<AccessToken> examine_access_token(const Jws& jws, const TokenTerms& terms,
                                           std::span<const crypto::RsaPublicKey> keys, Timestamp now);

inline constexpr std::string_view kServiceTokenType = "kontor-service+jwt";

Examined<ServiceToken> examine_service_token(const Jws& jws, const crypto::Key& key, Timestamp now);

}  // namespace kontor::auth
