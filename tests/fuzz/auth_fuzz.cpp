// No bytes are credentials, and nothing that can be signed is a token unless it says exactly what a token says.
//
// An input is a header, a line feed and claims, both without their signatures; KEY in the header is the signing key's
// id.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/demand.hpp"
#include "kernel/auth/forge.hpp"
#include "kernel/auth/service_token.hpp"
#include "kernel/json/json.hpp"

using namespace kontor;
using namespace kontor::auth;

namespace {

const crypto::Key& service_key() {
  static const auto key = crypto::Key::random();
  return key;
}

Result<AccessToken> judge(std::string_view text) {
  const std::vector keys{test::signing_key().public_key()};
  return verify(text, test::kTerms, keys, test::kNow);
}

void check_refused(const Error& error) {
  demand(error.kind == ErrorKind::unauthenticated && error.fields.empty(), "a refusal says nothing");
}

void check_as_it_is(std::string_view text) {
  const auto token = judge(text);
  demand(!token.ok(), "nobody else signs access tokens");
  check_refused(token.error());
  const auto service = verify_service_token(text, service_key(), test::kNow);
  demand(!service.ok(), "nobody else signs service tokens");
  check_refused(service.error());
}

void check_access_token(const std::string& header, std::string_view claims) {
  const auto text = test::forge(header, claims);
  const auto token = judge(text);
  if (!token) return check_refused(token.error());
  demand(text.size() <= kLongestToken, "a token is not too long");
  const auto members = json::read<std::map<std::string, std::string>>(header);
  demand(members.ok(), "a header is JSON");
  demand(*members == std::map<std::string, std::string>{{"alg", "RS256"},
                                                        {"typ", "at+jwt"},
                                                        {"kid", test::signing_key().public_key().id()}},
         "a header has its three members");
  demand(
      !token->subject.empty() && token->issued_at <= test::kNow + kLeeway && token->expires_at + kLeeway > test::kNow,
      "a token is somebody's, and good now");
  const auto again = judge(sign(*token, test::kTerms, test::signing_key()));
  demand(again.ok() && again->subject == token->subject && again->roles == token->roles,
         "a token can be written again");
}

void check_service_token(std::string_view header, std::string_view claims) {
  const auto token =
      verify_service_token(test::forge_hmac(header, claims, service_key().bytes()), service_key(), test::kNow);
  if (!token) return check_refused(token.error());
  demand(!token->caller.empty() && !token->audience.empty(), "a service token is from somebody, for somebody");
  demand(token->expires_at <= test::kNow + kLeeway + std::chrono::minutes(1), "a service token lives for a minute");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_as_it_is(text);
  const auto line = text.find('\n');
  if (line == std::string_view::npos) return 0;
  std::string header(text.substr(0, line));
  if (const auto at = header.find("KEY"); at != std::string::npos) {
    header.replace(at, 3, test::signing_key().public_key().id());
  }
  check_access_token(header, text.substr(line + 1));
  check_service_token(header, text.substr(line + 1));
  return 0;
}
