#include "kernel/auth/settings.hpp"

namespace kontor::auth {

void AuthSettings::rules(json::Rules<AuthSettings>& rule) {
  rule(&AuthSettings::issuer).optional().length(0, 200).doc("Who issues access tokens; empty: http.public_url.");
  rule(&AuthSettings::audience).optional().length(1, 200).doc("Whom access tokens are for.");
  rule(&AuthSettings::service_key)
      .optional()
      .secret()
      .length(0, 44)
      .doc("32 bytes in base64 that all processes of a house share; empty: no other process is let in.");
  rule(&AuthSettings::access_token_seconds)
      .optional()
      .range(10, 86400)
      .doc("How long an access token is good after it was issued.");
  rule(&AuthSettings::verified_tokens).optional().range(16, 10000000).doc("Most verified tokens kept in memory.");
  rule(&AuthSettings::api_keys).optional().range(0, 1000000).doc("Most API keys that are known at a time.");
  rule(&AuthSettings::ended_sessions)
      .optional()
      .range(16, 10000000)
      .doc("Most ended sessions remembered; beyond, tokens as old as the oldest of them are refused.");
  rule(&AuthSettings::blind_ms)
      .optional()
      .range(0, 3600000)
      .doc("How long credentials are judged by what is known when news of revocations does not arrive.");
}

}  // namespace kontor::auth
