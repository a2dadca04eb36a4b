#include "kernel/http/cors.hpp"

#include <algorithm>

namespace kontor::http {
namespace {

constexpr std::string_view kSent =
    "Accept, Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Traceparent, "
    "X-Cart-Token, X-Correlation-Id";
constexpr std::string_view kReadable =
    "ETag, Link, Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, Traceparent, "
    "X-Correlation-Id";

bool is_origin(std::string_view text) {
  const auto scheme = text.find("://");
  if (scheme == std::string_view::npos) return false;
  const auto name = text.substr(0, scheme);
  const auto host = text.substr(scheme + 3);
  return (name == "https" || name == "http") && !host.empty() && host.find_first_of("/?#* \t\r\n@") == host.npos;
}

void line(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

Result<Cors> Cors::parse(const std::vector<std::string>& origins) {
  Cors cors;
  std::vector<FieldProblem> problems;
  for (const auto& origin : origins) {
    if (origin == "*") {
      cors.any_ = true;
    } else if (is_origin(origin)) {
      cors.origins_.push_back(origin);
    } else {
      problems.push_back({"http.cors_origins", "invalid_origin",
                          "'" + origin + "' is neither * nor an origin like https://shop.example"});
    }
  }
  if (!problems.empty()) return invalid(std::move(problems));
  return cors;
}

bool Cors::allows(std::string_view origin) const {
  return std::find(origins_.begin(), origins_.end(), origin) != origins_.end();
}

void Cors::allow(const Request& request, Response& response) const {
  if (!enabled()) return;
  auto& head = response.head;
  if (!origins_.empty()) line(head, "Vary", "Origin");
  const auto origin = request.header("Origin");
  if (origin.empty()) return;
  if (allows(origin)) {
    line(head, "Access-Control-Allow-Origin", origin);
    line(head, "Access-Control-Allow-Credentials", "true");
  } else if (any_) {
    line(head, "Access-Control-Allow-Origin", "*");
  } else {
    return;
  }
  line(head, "Access-Control-Expose-Headers", kReadable);
}

void Cors::allow_preflight(const Request& request, std::string_view methods, Response& response) const {
  const auto origin = request.header("Origin");
  if (origin.empty() || request.header("Access-Control-Request-Method").empty()) return;
  if (!any_ && !allows(origin)) return;
  line(response.head, "Access-Control-Allow-Methods", methods);
  line(response.head, "Access-Control-Allow-Headers", kSent);
  line(response.head, "Access-Control-Max-Age", "600");
}

}  // namespace kontor::http
