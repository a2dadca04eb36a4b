#include "kernel/http/api_fixture.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"

namespace kontor::http::test {
namespace {

Method method_named(std::string_view name) {
  for (int method = 0; method < static_cast<int>(Method::other); ++method) {
    if (to_string(static_cast<Method>(method)) == name) return static_cast<Method>(method);
  }
  return Method::other;
}

void fill(Exchange& exchange, const Ask& ask) {
  auto& request = exchange.request;
  request.method = method_named(ask.method);
  request.method_name = ask.method;
  request.target = ask.target;
  request.path = request.target.substr(0, request.target.find('?'));
  request.query = request.target.substr(std::min(request.target.size(), request.path.size() + 1));
  for (const auto& [name, value] : ask.headers) request.headers.emplace_back(name, value);
  request.body = ask.body;
  request.peer_address = ask.peer;
  request.secure = ask.secure;
}

Answer taken_from(Exchange& exchange, bool on_io_thread) {
  return {std::move(exchange.response), exchange.request_id, exchange.client_address, on_io_thread, exchange.lane};
}

}  // namespace

Result<auth::Caller> NamedCallers::authenticate(std::string_view authorization) const {
  if (authorization.empty()) return auth::Caller{};
  if (!authorization.starts_with("Bearer ") || authorization == "Bearer expired") {
    return Error{ErrorKind::unauthenticated, "unauthenticated", "These credentials are not known here."};
  }
  const auto parts = text::split(authorization.substr(7), ':');
  auto principal = std::make_shared<auth::Principal>();
  principal->subject = parts.front();
  if (parts.size() > 1) {
    for (const auto permission : text::split(parts[1], ',')) principal->permissions.emplace_back(permission);
  }
  return auth::Caller(std::move(principal));
}

ApiFixture::ApiFixture() : clock(Timestamp{}), log({.level = telemetry::LogLevel::off}) {}

Api& ApiFixture::api() {
  if (!api_) {
    auto made = Api::make({endpoints, http, limits, log, metrics, callers, clock, translate, tracer});
    if (!made) throw std::runtime_error(made.error().fields.at(0).detail);
    api_ = *std::move(made);
  }
  return *api_;
}

Answer ApiFixture::send(const Ask& ask) {
  Exchange exchange;
  fill(exchange, ask);
  exchange.started = clock.monotonic();
  const bool at_once = api().begin(exchange);
  if (!at_once) api().work(exchange);
  api().finished(exchange, exchange.response.bytes().size());
  return taken_from(exchange, at_once);
}

Answer ApiFixture::send_to_a_full_pool(const Ask& ask) {
  Exchange exchange;
  fill(exchange, ask);
  if (!api().begin(exchange)) api().refuse(exchange, unavailable("All workers are busy."));
  api().finished(exchange, exchange.response.bytes().size());
  return taken_from(exchange, true);
}

Answer ApiFixture::get(std::string target, std::vector<std::pair<std::string, std::string>> headers) {
  return send({.target = std::move(target), .headers = std::move(headers)});
}

Answer ApiFixture::post(std::string target, std::string body) {
  return send({.method = "POST",
               .target = std::move(target),
               .headers = {{"Content-Type", "application/json"}},
               .body = std::move(body)});
}

}  // namespace kontor::http::test
