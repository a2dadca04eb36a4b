#include "kernel/http/client/url.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"
#include "kernel/http/client.hpp"
#include "kernel/http/edge/field_syntax.hpp"

namespace kontor::http {

namespace {

constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kHttpsPort = 443;

bool is_host_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

bool is_host_name(std::string_view host, bool bracketed) {
  if (host.empty() || host.size() > 253) return false;
  if (bracketed) return host.find_first_not_of("0123456789abcdef:.") == std::string_view::npos;
  return std::ranges::all_of(host, is_host_byte);
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  const auto port = text::parse_int(text);
  const bool digits = text.find_first_not_of("0123456789") == std::string_view::npos;
  if (!port || !digits || *port < 1 || *port > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(*port);
}

std::optional<Origin> parse_origin(bool secure, std::string_view authority) {
  const bool bracketed = authority.starts_with('[');
  const std::size_t host_end = bracketed ? authority.find(']') : authority.find(':');
  if (bracketed && host_end == std::string_view::npos) return std::nullopt;
  const std::string_view host = bracketed ? authority.substr(1, host_end - 1) : authority.substr(0, host_end);
  std::string_view rest = authority.substr(std::min(authority.size(), bracketed ? host_end + 1 : host_end));
  Origin origin{secure, text::to_lower(host), secure ? kHttpsPort : kHttpPort};
  if (!is_host_name(origin.host, bracketed)) return std::nullopt;
  if (rest.empty()) return origin;
  const auto port = rest[0] == ':' ? parse_port(rest.substr(1)) : std::nullopt;
  if (!port) return std::nullopt;
  origin.port = *port;
  return origin;
}

std::string bracketed_host(const std::string& host) {
  return host.find(':') == std::string::npos ? host : '[' + host + ']';
}

}  // namespace

std::string Origin::authority() const {
  if (port == (secure ? kHttpsPort : kHttpPort)) return bracketed_host(host);
  return bracketed_host(host) + ':' + std::to_string(port);
}

std::string Origin::str() const {
  return (secure ? "https://" : "http://") + bracketed_host(host) + ':' + std::to_string(port);
}

std::optional<Url> Url::parse(std::string_view text) {
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string scheme = text::to_lower(text.substr(0, colon));
  if (scheme != "http" && scheme != "https") return std::nullopt;
  const std::string_view after = text.substr(colon + 3, text.find('#') - colon - 3);
  const std::size_t authority_end = std::min(after.find_first_of("/?"), after.size());
  const auto origin = parse_origin(scheme == "https", after.substr(0, authority_end));
  if (!origin) return std::nullopt;
  std::string target(after.substr(authority_end));
  if (!target.starts_with('/')) target.insert(0, "/");
  if (!is_target(target)) return std::nullopt;
  return Url{*origin, std::move(target)};
}

std::optional<Url> Url::resolve(std::string_view reference) const {
  const std::string_view path = std::string_view(target).substr(0, target.find('?'));
  const std::size_t scheme = reference.find("://");
  if (scheme != std::string_view::npos && scheme < reference.find_first_of("/?#")) return parse(reference);
  if (reference.starts_with("//")) return parse((origin.secure ? "https:" : "http:") + std::string(reference));
  if (reference.starts_with('/')) return parse(origin.str() + std::string(reference));
  if (reference.starts_with('?')) return parse(origin.str().append(path).append(reference));
  return parse(origin.str().append(path.substr(0, path.rfind('/') + 1)).append(reference));
}

std::string join_url(std::string_view base, std::string_view path) {
  while (base.ends_with('/')) base.remove_suffix(1);
  if (path.empty()) return std::string(base);
  return std::string(base).append(path.starts_with('/') ? "" : "/").append(path);
}

}  // namespace kontor::http
