#pragma once

#include <string>

#include "kernel/json/describe.hpp"

namespace kontor::auth {

struct AuthSettings {
  std::string issuer;  // empty: http.public_url
  std::string audience = "kontor";
  std::string service_key;  // secret: 32 bytes, base64; empty: no process but this one
  int access_token_seconds = 900;
  int verified_tokens = 20000;
  int api_keys = 10000;
  int ended_sessions = 100000;
  int blind_ms = 5000;

  static void rules(json::Rules<AuthSettings>& rule);
};
KONTOR_DESCRIBE(AuthSettings, issuer, audience, service_key, access_token_seconds, verified_tokens, api_keys,
                ended_sessions, blind_ms)

}  // namespace kontor::auth
