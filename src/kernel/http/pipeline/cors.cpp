#include "kernel/http/pipeline/cors.hpp"

#include <algorithm>

namespace kontor::http {
namespace {

constexpr std::string_view kSent =
    "Accept, Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Traceparent, "
    "X-Cart-Token, X-Correlation-Id";
constexpr std::string_view kReadable =
    "ETag, Idempotent-Replayed, Link, Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, "
    "Traceparent, WWW-Authenticate, X-Correlation-Id";

bool is_origin(std::string_view text) {
  const auto scheme = text.find("://");
  if (scheme == std::string_view::npos) return false;
  const auto name = text.substr(0, scheme);
  const auto host = text.substr(scheme + 3);
  return (name == "https" || name == "http") && !host.empty() && host.find_first_of("/?#* \t\r\n@") == host.npos;
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
  if (!origins_.empty()) response.write_line("Vary", "Origin");
  const auto origin = request.header("Origin");
  if (origin.empty()) return;
  if (allows(origin)) {
    response.write_line("Access-Control-Allow-Origin", origin);
    response.write_line("Access-Control-Allow-Credentials", "true");
  } else if (any_) {
    response.write_line("Access-Control-Allow-Origin", "*");
  } else {
    return;
  }
  response.write_line("Access-Control-Expose-Headers", kReadable);
}

void Cors::allow_preflight(const Request& request, std::string_view methods, Response& response) const {
  const auto origin = request.header("Origin");
  if (origin.empty() || request.header("Access-Control-Request-Method").empty()) return;
  if (!any_ && !allows(origin)) return;
  response.write_line("Access-Control-Allow-Methods", methods);
  response.write_line("Access-Control-Allow-Headers", kSent);
  response.write_line("Access-Control-Max-Age", "600");
}

}  // namespace kontor::http
