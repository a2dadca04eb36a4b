#include "modules/identity/http/well_known_endpoints.hpp"

namespace kontor::identity {

namespace {

// RFC 7517.
struct JwkView {
  std::string kty = "RSA";
  std::string use = "sig";
  std::string alg = "RS256";
  std::string kid;
  std::string n;
  std::string e;
};
KONTOR_DESCRIBE(JwkView, kty, use, alg, kid, n, e)

struct JwksView {
  std::vector<JwkView> keys;
};
KONTOR_DESCRIBE(JwksView, keys)

// RFC 8414, as far as there is what it names; the rest says where signing in happens here.
struct DiscoveryView {
  std::string issuer;
  std::string jwks_uri;
  std::vector<std::string> response_types_supported;
  std::string service_documentation;
  std::string login_endpoint;
  std::string refresh_endpoint;
  std::string logout_endpoint;
};
KONTOR_DESCRIBE(DiscoveryView, issuer, jwks_uri, response_types_supported, service_documentation, login_endpoint,
                refresh_endpoint, logout_endpoint)

Result<JwksView> jwks(const SigningKeys& keys) {
  const auto published = keys.published();
  if (!published) return published.error();
  JwksView view;
  for (const auto& key : *published) {
    view.keys.push_back({.kid = key.id(), .n = key.modulus(), .e = key.exponent()});
  }
  return view;
}

DiscoveryView discovery(std::string issuer, const std::string& public_url) {
  const auto api = public_url + "/api/v1/identity";
  return {.issuer = std::move(issuer),
          .jwks_uri = public_url + "/.well-known/jwks.json",
          .response_types_supported = {},
          .service_documentation = public_url + "/docs",
          .login_endpoint = api + "/login",
          .refresh_endpoint = api + "/refresh",
          .logout_endpoint = api + "/logout"};
}

}  // namespace

std::vector<http::Endpoint> well_known_endpoints(const SigningKeys& keys, std::string issuer, std::string public_url) {
  return {
      http::get("/.well-known/jwks.json")
          .summary("The public keys that access tokens are signed with")
          .tag("identity")
          .access(auth::Access::anyone())
          .at_root()
          .cache_control("public, max-age=300")
          .answers<JwksView>()
          .handle([&keys](const auto&) { return jwks(keys); }),
      http::get("/.well-known/oauth-authorization-server")
          .summary("Where tokens come from and how they are checked")
          .tag("identity")
          .access(auth::Access::anyone())
          .at_root()
          .cache_control("public, max-age=300")
          .from_memory()
          .answers<DiscoveryView>()
          .handle(
              [view = discovery(std::move(issuer), public_url)](const auto&) -> Result<DiscoveryView> { return view; }),
  };
}

}  // namespace kontor::identity
