#include "kernel/http/public_url.hpp"

#include <optional>

#include "kernel/http/client/url.hpp"
#include "kernel/http/edge/listen_address.hpp"

namespace kontor::http {

namespace {

std::optional<Origin> configured(const std::string& text) {
  const auto url = Url::parse(text);
  if (!url || url->target != "/" || text.find('#') != std::string::npos) return std::nullopt;
  return url->origin;
}

bool is_every_address(const std::string& host) {
  return host.empty() || host == "0.0.0.0" || host == "::";
}

}  // namespace

std::string public_url(const HttpSettings& settings) {
  if (const auto origin = configured(settings.public_url)) {
    return (origin->secure ? "https://" : "http://") + origin->authority();
  }
  const bool secure = !settings.tls_certificate.empty();
  Origin origin{secure, "127.0.0.1", 0};
  if (const auto address = ListenAddress::parse(settings.listen)) {
    if (!is_every_address(address->host)) origin.host = address->host;
    origin.port = address->port;
  }
  return (secure ? "https://" : "http://") + origin.authority();
}

Result<void> check_public_url(const HttpSettings& settings) {
  if (settings.public_url.empty() || configured(settings.public_url)) return {};
  return invalid(
      {{"http.public_url", "invalid_url",
        "'" + settings.public_url + "' is not http:// or https:// and a host, such as https://shop.example"}});
}

}  // namespace kontor::http
